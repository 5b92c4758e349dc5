//! The `byline` command: everything is in the library, see its front page.

fn main() -> std::process::ExitCode {
    byline::cli::main()
}
