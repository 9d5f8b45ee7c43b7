//! Packs records into memory that the caller owns. Records grow upward behind the header, blobs grow downward from the
//! end, and the topic table is put between them at last; so nothing has to be known in advance and nothing is copied twice.

use std::collections::HashMap;
use std::fmt;

use super::layout::{
    header, record, topic_entry, ALIGNMENT, BATCH_SIZE_MAX, HEADER_SIZE, MAGIC, NO_OFFSET, NO_PARTITION, NO_TOPIC,
    NULL_LENGTH, RECORD_SIZE, TOPIC_ENTRY_SIZE, VERSION,
};
use super::scalar::{aligned, put, u32_at};

/// What a record is made of. `timestamp` is the count in runs; `token` is the leader epoch where the kind has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields<'a> {
    pub kind: u16,
    pub flags: u16,
    pub code: i32,
    /// What `Writer::topic` gave for this batch.
    pub topic: u32,
    pub partition: i32,
    pub offset: i64,
    pub timestamp: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    /// A blob of `HeaderWriter`.
    pub headers: Option<&'a [u8]>,
    pub token: u64,
}

impl Fields<'_> {
    /// A record that says nothing yet.
    pub const NONE: Fields<'static> = Fields {
        kind: 0,
        flags: 0,
        code: 0,
        topic: NO_TOPIC,
        partition: NO_PARTITION,
        offset: NO_OFFSET,
        timestamp: 0,
        key: None,
        value: None,
        headers: None,
        token: 0,
    };

    fn heap_size(&self) -> u64 {
        [self.key, self.value, self.headers].iter().map(|blob| blob.map_or(0, |blob| aligned(blob.len() as u64))).sum()
    }
}

impl Default for Fields<'_> {
    fn default() -> Self {
        Fields::NONE
    }
}

/// A leader epoch (-1: unknown) as `Fields::token` carries it.
pub const fn leader_epoch_token(leader_epoch: i32) -> u64 {
    leader_epoch as u32 as u64
}

/// The batch is full for this record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRoom {
    /// The size of an empty batch in which the record, alone with its topic, would fit.
    pub needed: u64,
}

impl fmt::Display for NoRoom {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the record does not fit; a buffer of {} bytes takes it", self.needed)
    }
}

impl std::error::Error for NoRoom {}

#[derive(Clone, Copy)]
struct TopicName {
    offset: u32,
    length: u32,
}

/// One batch in the making.
pub struct Writer<'a> {
    buffer: &'a mut [u8],
    epoch: u64,
    record_count: u32,
    /// Blobs lie from here to the end of the buffer.
    heap_start: usize,
    topics: Vec<TopicName>,
    topic_indices: HashMap<Box<[u8]>, u32>,
    /// Neighbouring records mostly share a topic, so the last one is tried before the map.
    last_topic: u32,
}

impl<'a> Writer<'a> {
    /// Starts an empty batch; bytes beyond the last multiple of 8 stay unused.
    pub fn new(buffer: &'a mut [u8]) -> Result<Writer<'a>, NoRoom> {
        let capacity = buffer.len().min(BATCH_SIZE_MAX) / ALIGNMENT * ALIGNMENT;
        if capacity < HEADER_SIZE {
            return Err(NoRoom { needed: (HEADER_SIZE + RECORD_SIZE) as u64 });
        }
        Ok(Writer {
            buffer: &mut buffer[..capacity],
            epoch: 0,
            record_count: 0,
            heap_start: capacity,
            topics: Vec::new(),
            topic_indices: HashMap::new(),
            last_topic: NO_TOPIC,
        })
    }

    /// The assignment epoch that stands in the header.
    pub fn set_epoch(&mut self, epoch: u64) {
        self.epoch = epoch;
    }

    pub fn record_count(&self) -> u32 {
        self.record_count
    }

    /// The index of a topic in this batch; its name is written once. A topic that no record comes to use does no harm.
    pub fn topic(&mut self, name: &[u8]) -> Result<u32, NoRoom> {
        match self.topic_index(name) {
            Some(index) => Ok(index),
            None => self.topic_add(name, 0),
        }
    }

    /// Writes one record whole, or changes nothing.
    pub fn push(&mut self, fields: &Fields) -> Result<(), NoRoom> {
        let heap_size = fields.heap_size();
        if RECORD_SIZE as u64 + heap_size > self.free_size() {
            return Err(NoRoom { needed: self.needed_alone(fields.topic, heap_size) });
        }
        let (key_offset, key_length) = self.blob_add(fields.key);
        let (value_offset, value_length) = self.blob_add(fields.value);
        let (headers_offset, headers_length) = self.blob_add(fields.headers);

        let mut bytes = [0; RECORD_SIZE];
        put(&mut bytes, record::KIND, fields.kind.to_le_bytes());
        put(&mut bytes, record::FLAGS, fields.flags.to_le_bytes());
        put(&mut bytes, record::CODE, fields.code.to_le_bytes());
        put(&mut bytes, record::TOPIC, fields.topic.to_le_bytes());
        put(&mut bytes, record::PARTITION, fields.partition.to_le_bytes());
        put(&mut bytes, record::OFFSET, fields.offset.to_le_bytes());
        put(&mut bytes, record::TIMESTAMP, fields.timestamp.to_le_bytes());
        put(&mut bytes, record::KEY_OFFSET, key_offset.to_le_bytes());
        put(&mut bytes, record::KEY_LENGTH, key_length.to_le_bytes());
        put(&mut bytes, record::VALUE_OFFSET, value_offset.to_le_bytes());
        put(&mut bytes, record::VALUE_LENGTH, value_length.to_le_bytes());
        put(&mut bytes, record::HEADERS_OFFSET, headers_offset.to_le_bytes());
        put(&mut bytes, record::HEADERS_LENGTH, headers_length.to_le_bytes());
        put(&mut bytes, record::TOKEN, fields.token.to_le_bytes());
        put(self.buffer, self.records_end(), bytes);
        self.record_count += 1;
        Ok(())
    }

    /// Writes one record of a topic given by name: `topic` and `push` in one step, so that a refusal knows the size of
    /// both and a refused record leaves no topic behind.
    pub fn push_to(&mut self, topic_name: &[u8], fields: &Fields) -> Result<(), NoRoom> {
        let topic = match self.topic_index(topic_name) {
            Some(index) => index,
            None => self.topic_add(topic_name, RECORD_SIZE as u64 + fields.heap_size())?,
        };
        self.push(&Fields { topic, ..*fields })
    }

    /// Takes the last record back, if it had no blobs; a topic that came with it stays.
    pub fn undo(&mut self) {
        self.record_count = self.record_count.saturating_sub(1);
    }

    /// Puts the topic table and the header in place and gives the size of the batch; 0 if it has no record.
    pub fn finish(mut self) -> usize {
        if self.record_count == 0 {
            return 0;
        }
        let topic_table_offset = self.records_end();
        let table_end = topic_table_offset + self.topics.len() * TOPIC_ENTRY_SIZE;
        let heap_size = self.buffer.len() - self.heap_start;
        let hole_size = self.heap_start - table_end;
        // Either the hole is cleared or the heap is moved into it, whichever touches fewer bytes.
        if hole_size > heap_size {
            self.heap_move(table_end);
        } else {
            self.buffer[table_end..self.heap_start].fill(0);
        }
        for (index, name) in self.topics.iter().enumerate() {
            let entry = &mut self.buffer[topic_table_offset + index * TOPIC_ENTRY_SIZE..];
            put(entry, topic_entry::NAME_OFFSET, name.offset.to_le_bytes());
            put(entry, topic_entry::NAME_LENGTH, name.length.to_le_bytes());
        }
        let total_size = self.heap_start + heap_size;
        self.header_write(topic_table_offset, heap_size, total_size);
        total_size
    }

    fn header_write(&mut self, topic_table_offset: usize, heap_size: usize, total_size: usize) {
        let mut bytes = [0; HEADER_SIZE];
        put(&mut bytes, header::MAGIC, MAGIC.to_le_bytes());
        put(&mut bytes, header::LAYOUT_VERSION, VERSION.to_le_bytes());
        put(&mut bytes, header::HEADER_SIZE, (HEADER_SIZE as u16).to_le_bytes());
        put(&mut bytes, header::RECORD_COUNT, self.record_count.to_le_bytes());
        put(&mut bytes, header::RECORD_SIZE, (RECORD_SIZE as u16).to_le_bytes());
        put(&mut bytes, header::TOTAL_SIZE, (total_size as u64).to_le_bytes());
        put(&mut bytes, header::TOPIC_TABLE_OFFSET, (topic_table_offset as u32).to_le_bytes());
        put(&mut bytes, header::TOPIC_COUNT, (self.topics.len() as u32).to_le_bytes());
        put(&mut bytes, header::HEAP_OFFSET, (self.heap_start as u32).to_le_bytes());
        put(&mut bytes, header::HEAP_SIZE, (heap_size as u32).to_le_bytes());
        put(&mut bytes, header::EPOCH, self.epoch.to_le_bytes());
        put(self.buffer, 0, bytes);
    }

    fn records_end(&self) -> usize {
        HEADER_SIZE + self.record_count as usize * RECORD_SIZE
    }

    /// What is left between the records, the table to come, and the heap.
    fn free_size(&self) -> u64 {
        (self.heap_start - self.records_end() - self.topics.len() * TOPIC_ENTRY_SIZE) as u64
    }

    fn needed_alone(&self, topic: u32, heap_size: u64) -> u64 {
        let topic_size = match self.topics.get(topic as usize) {
            Some(name) => TOPIC_ENTRY_SIZE as u64 + aligned(u64::from(name.length)),
            None => 0,
        };
        (HEADER_SIZE + RECORD_SIZE) as u64 + topic_size + heap_size
    }

    fn topic_index(&mut self, name: &[u8]) -> Option<u32> {
        if let Some(last) = self.topics.get(self.last_topic as usize) {
            let start = last.offset as usize;
            if self.buffer[start..start + last.length as usize] == *name {
                return Some(self.last_topic);
            }
        }
        self.last_topic = *self.topic_indices.get(name)?;
        Some(self.last_topic)
    }

    /// Adds a topic if there stays room for what will follow it.
    fn topic_add(&mut self, name: &[u8], following_size: u64) -> Result<u32, NoRoom> {
        let topic_size = TOPIC_ENTRY_SIZE as u64 + aligned(name.len() as u64);
        if topic_size + following_size > self.free_size() {
            let record_size = following_size.max(RECORD_SIZE as u64);
            return Err(NoRoom { needed: HEADER_SIZE as u64 + topic_size + record_size });
        }
        let (offset, length) = self.blob_add(Some(name));
        let index = self.topics.len() as u32;
        self.topics.push(TopicName { offset, length });
        self.topic_indices.insert(name.into(), index);
        self.last_topic = index;
        Ok(index)
    }

    /// Puts a blob below the heap; the caller has checked the room. Gives its offset and length.
    #[inline(always)]
    fn blob_add(&mut self, blob: Option<&[u8]>) -> (u32, u32) {
        let Some(blob) = blob else { return (0, NULL_LENGTH) };
        if blob.is_empty() {
            return (0, 0);
        }
        let heap_end = self.heap_start;
        self.heap_start -= aligned(blob.len() as u64) as usize;
        let blob_end = self.heap_start + blob.len();
        self.buffer[self.heap_start..blob_end].copy_from_slice(blob);
        self.buffer[blob_end..heap_end].fill(0);
        (self.heap_start as u32, blob.len() as u32)
    }

    /// Moves the heap down to `heap_start` and lets every offset follow it.
    fn heap_move(&mut self, heap_start: usize) {
        let distance = (self.heap_start - heap_start) as u32;
        self.buffer.copy_within(self.heap_start.., heap_start);
        self.heap_start = heap_start;
        for name in self.topics.iter_mut().filter(|name| name.length > 0) {
            name.offset -= distance;
        }
        let records_end = self.records_end();
        for bytes in self.buffer[HEADER_SIZE..records_end].chunks_exact_mut(RECORD_SIZE) {
            for (offset_field, length_field) in BLOB_FIELDS {
                let length = u32_at(bytes, length_field);
                if length != 0 && length != NULL_LENGTH {
                    let offset = u32_at(bytes, offset_field) - distance;
                    put(bytes, offset_field, offset.to_le_bytes());
                }
            }
        }
    }
}

const BLOB_FIELDS: [(usize, usize); 3] = [
    (record::KEY_OFFSET, record::KEY_LENGTH),
    (record::VALUE_OFFSET, record::VALUE_LENGTH),
    (record::HEADERS_OFFSET, record::HEADERS_LENGTH),
];
