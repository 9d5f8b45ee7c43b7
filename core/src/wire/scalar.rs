//! Little-endian numbers in byte slices of any alignment. Reads outside of the slice give 0: callers have checked their
//! bounds, and a total function needs no panic path.

use super::layout::ALIGNMENT;

pub(super) fn u16_at(bytes: &[u8], offset: usize) -> u16 {
    chunk_at(bytes, offset).map_or(0, u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    chunk_at(bytes, offset).map_or(0, u32::from_le_bytes)
}

pub(super) fn u64_at(bytes: &[u8], offset: usize) -> u64 {
    chunk_at(bytes, offset).map_or(0, u64::from_le_bytes)
}

pub(super) fn i32_at(bytes: &[u8], offset: usize) -> i32 {
    chunk_at(bytes, offset).map_or(0, i32::from_le_bytes)
}

pub(super) fn i64_at(bytes: &[u8], offset: usize) -> i64 {
    chunk_at(bytes, offset).map_or(0, i64::from_le_bytes)
}

/// Writes a number's `to_le_bytes` at an offset that the writer itself computed.
#[inline(always)]
pub(super) fn put<const SIZE: usize>(bytes: &mut [u8], offset: usize, number: [u8; SIZE]) {
    bytes[offset..offset + SIZE].copy_from_slice(&number);
}

/// Rounds a size up to the alignment of blobs.
#[inline(always)]
pub(super) fn aligned(size: u64) -> u64 {
    const MASK: u64 = ALIGNMENT as u64 - 1;
    (size + MASK) & !MASK
}

/// A slice by two numbers from a batch; None where they leave it.
#[inline(always)]
pub(super) fn blob_at(bytes: &[u8], offset: u32, length: u32) -> Option<&[u8]> {
    bytes.get(offset as usize..)?.get(..length as usize)
}

#[inline(always)]
fn chunk_at<const SIZE: usize>(bytes: &[u8], offset: usize) -> Option<[u8; SIZE]> {
    bytes.get(offset..)?.first_chunk::<SIZE>().copied()
}
