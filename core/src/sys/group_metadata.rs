//! What says who a member of a consumer group is: a consumer writes it down, a transactional producer reads it.

use std::ptr::NonNull;

use super::ffi::{self, rd_kafka_consumer_group_metadata_t};
use super::handle::{take_error, Handle};
use crate::code::{Error, Result};

/// librdkafka reads a text that does not end up to four bytes past the end of its input (rdkafka_cgrp.c:7176).
const PADDING: [u8; 8] = [0; 8];

pub struct GroupMetadata(NonNull<rd_kafka_consumer_group_metadata_t>);

// SAFETY: plain memory owned by one value.
unsafe impl Send for GroupMetadata {}

impl GroupMetadata {
    /// Reads what `Handle::group_metadata` wrote.
    pub fn parse(bytes: &[u8]) -> Result<GroupMetadata> {
        let padded = [bytes, &PADDING].concat();
        let mut metadata = std::ptr::null_mut();
        // SAFETY: the bytes have the stated length and are copied; the error is owned by `take_error`.
        let outcome = unsafe {
            take_error(ffi::rd_kafka_consumer_group_metadata_read(&mut metadata, padded.as_ptr().cast(), bytes.len()))
        };
        let unread = |reason: &str| {
            Error::invalid(format!("metadata is not what kc_consumer_group_metadata answered: {reason}"))
        };
        outcome.map_err(|error| unread(&error.message))?;
        NonNull::new(metadata).map(GroupMetadata).ok_or_else(|| unread("it is empty"))
    }

    pub(super) fn as_ptr(&self) -> *const rd_kafka_consumer_group_metadata_t {
        self.0.as_ptr()
    }
}

impl Drop for GroupMetadata {
    fn drop(&mut self) {
        // SAFETY: owned, destroyed once.
        unsafe { ffi::rd_kafka_consumer_group_metadata_destroy(self.0.as_ptr()) }
    }
}

impl Handle {
    /// Who this consumer is in its group right now, as bytes. Waits for librdkafka's main thread.
    pub fn group_metadata(&self) -> Result<Vec<u8>> {
        // SAFETY: valid instance; null when it has no group.
        let metadata = unsafe { ffi::rd_kafka_consumer_group_metadata(self.as_ptr()) };
        let metadata = NonNull::new(metadata)
            .map(GroupMetadata)
            .ok_or_else(|| Error::state("the consumer has no group, or is leaving it"))?;
        let (mut buffer, mut size) = (std::ptr::null_mut(), 0);
        // SAFETY: librdkafka's buffer is copied and given back; the error is owned by `take_error`.
        unsafe {
            let error = ffi::rd_kafka_consumer_group_metadata_write(metadata.as_ptr(), &mut buffer, &mut size);
            take_error(error)?;
            let bytes = std::slice::from_raw_parts(buffer.cast::<u8>(), size).to_vec();
            ffi::rd_kafka_mem_free(std::ptr::null_mut(), buffer);
            Ok(bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::GroupMetadata;

    #[test]
    fn what_is_cut_short_or_longer_than_it_says_is_refused() {
        let whole = b"CGMDv2:\x07\0\0\0group\0member\0\x01";
        assert!(GroupMetadata::parse(whole).is_ok());
        assert!(GroupMetadata::parse(b"CGMDv2:\x07\0\0\0group\0member\0\0instance\0").is_ok());
        for length in 0..whole.len() {
            let error = GroupMetadata::parse(&whole[..length]).err().expect("refused");
            assert!(error.message.starts_with("metadata is not what"), "{length}: {error}");
        }
        assert!(GroupMetadata::parse(&[whole.as_slice(), b"x"].concat()).is_err());
        assert!(GroupMetadata::parse(b"CGMDv2:\x07\0\0\0gr\xFFup\0member\0\x01").is_err());
        assert!(GroupMetadata::parse(&[b'x'; 64]).is_err());
    }
}
