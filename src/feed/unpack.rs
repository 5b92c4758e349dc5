//! Gzip under the name of a feed: unpacked up to a bound, twice at most.
//!
//! Servers forget to say that they packed. What the connection declares is unpacked where the connection is.

use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read;

/// How often an answer may be packed.
const LEVELS: usize = 2;

/// Bytes as they were before they were packed.
pub(super) struct Unpacked<'a> {
    pub bytes: Cow<'a, [u8]>,
    /// Something is missing at the end.
    pub is_cut: bool,
    /// The bound was met.
    pub is_too_large: bool,
}

/// Unpacks what is packed, up to `limit` bytes.
pub(super) fn unpack(bytes: &[u8], limit: usize) -> Unpacked<'_> {
    let mut unpacked = Unpacked { bytes: Cow::Borrowed(bytes), is_cut: false, is_too_large: false };
    for _ in 0..LEVELS {
        if !unpacked.bytes.starts_with(b"\x1f\x8b") {
            break;
        }
        let mut inner = Vec::new();
        let room = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        unpacked.is_cut |= MultiGzDecoder::new(&*unpacked.bytes).take(room).read_to_end(&mut inner).is_err();
        unpacked.is_too_large |= inner.len() > limit;
        inner.truncate(limit);
        unpacked.bytes = Cow::Owned(inner);
    }
    unpacked
}
