//! Arguments, and one file a subcommand; the default one starts the runtime.

/// Runs the command line and says how it went.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
