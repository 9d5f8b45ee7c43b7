//! The header list of a message: count, the lengths of all names and values, then their bytes. Order and duplicates are
//! kept, because Kafka keeps them.

use super::layout::{header_list_entry, HEADER_LIST_ENTRY_SIZE, HEADER_LIST_PREFIX_SIZE, NULL_LENGTH};
use super::scalar::u32_at;

/// The headers of one message, read in order.
#[derive(Clone, Copy, Debug)]
pub struct HeaderList<'a> {
    entries: &'a [u8],
    bodies: &'a [u8],
}

impl<'a> HeaderList<'a> {
    /// The headers that the iterator has not yet given.
    pub fn len(&self) -> usize {
        self.entries.len() / HEADER_LIST_ENTRY_SIZE
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Takes a blob that `check` has passed; of any other blob the readable beginning.
    pub(super) fn over(blob: &'a [u8]) -> HeaderList<'a> {
        let entries_size = u32_at(blob, 0) as usize * HEADER_LIST_ENTRY_SIZE;
        let after_prefix = blob.get(HEADER_LIST_PREFIX_SIZE..).unwrap_or_default();
        match after_prefix.split_at_checked(entries_size) {
            Some((entries, bodies)) => HeaderList { entries, bodies },
            None => HeaderList { entries: &[], bodies: &[] },
        }
    }

    /// Says what is wrong with a blob, if anything; a blob without a complaint can be read to its last byte.
    pub(super) fn check(blob: &[u8]) -> Result<(), String> {
        if blob.len() < HEADER_LIST_PREFIX_SIZE {
            return Err(format!(
                "is {} bytes long, but a header list begins with {HEADER_LIST_PREFIX_SIZE} bytes of count",
                blob.len()
            ));
        }
        let count = u32_at(blob, 0);
        let mut expected_size = HEADER_LIST_PREFIX_SIZE as u64 + u64::from(count) * HEADER_LIST_ENTRY_SIZE as u64;
        if expected_size > blob.len() as u64 {
            return Err(format!(
                "has {count} headers, whose lengths alone take {expected_size} bytes, but is {} bytes long",
                blob.len()
            ));
        }
        let list = HeaderList::over(blob);
        for (index, entry) in list.entries.chunks_exact(HEADER_LIST_ENTRY_SIZE).enumerate() {
            let name_length = u32_at(entry, header_list_entry::NAME_LENGTH);
            if name_length == NULL_LENGTH {
                return Err(format!("has a null name in header {index}; only values may be null"));
            }
            expected_size += u64::from(name_length) + u64::from(value_length_of(entry).unwrap_or(0));
        }
        if expected_size != blob.len() as u64 {
            return Err(format!("is {} bytes long, but its {count} headers take {expected_size} bytes", blob.len()));
        }
        Ok(())
    }
}

impl<'a> Iterator for HeaderList<'a> {
    type Item = (&'a [u8], Option<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        let (entry, entries) = self.entries.split_at_checked(HEADER_LIST_ENTRY_SIZE)?;
        let name_length = u32_at(entry, header_list_entry::NAME_LENGTH);
        let (name, bodies) = self.bodies.split_at_checked(name_length as usize)?;
        let (value, bodies) = match value_length_of(entry) {
            Some(value_length) => {
                let (value, bodies) = bodies.split_at_checked(value_length as usize)?;
                (Some(value), bodies)
            }
            None => (None, bodies),
        };
        *self = HeaderList { entries, bodies };
        Some((name, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len(), Some(self.len()))
    }
}

/// Packs headers into the blob that `Fields::headers` takes.
pub struct HeaderWriter;

impl HeaderWriter {
    /// Replaces what is in `out`. The headers are walked twice, since all lengths stand before the first name; a single
    /// length always fits 32 bits, because a Kafka message ends at 2 GiB.
    pub fn encode<'h>(out: &mut Vec<u8>, headers: impl Iterator<Item = (&'h [u8], Option<&'h [u8]>)> + Clone) {
        out.clear();
        out.resize(HEADER_LIST_PREFIX_SIZE, 0);
        let mut count = 0u32;
        for (name, value) in headers.clone() {
            let value_length = value.map_or(NULL_LENGTH, |value| value.len() as u32);
            out.extend_from_slice(&(name.len() as u32).to_le_bytes());
            out.extend_from_slice(&value_length.to_le_bytes());
            count += 1;
        }
        out[..4].copy_from_slice(&count.to_le_bytes());
        for (name, value) in headers {
            out.extend_from_slice(name);
            out.extend_from_slice(value.unwrap_or_default());
        }
    }
}

fn value_length_of(entry: &[u8]) -> Option<u32> {
    match u32_at(entry, header_list_entry::VALUE_LENGTH) {
        NULL_LENGTH => None,
        length => Some(length),
    }
}
