//! Reads a batch. `parse` believes nothing; what it has passed can be walked without a check that could fail.

use super::fault::Fault;
use super::headers::HeaderList;
use super::layout::{
    header, record, topic_entry, ALIGNMENT, HEADER_SIZE, MAGIC, NO_TOPIC, NULL_LENGTH, RECORD_SIZE, TOPIC_ENTRY_SIZE,
    VERSION,
};
use super::scalar::{blob_at, i32_at, i64_at, u16_at, u32_at, u64_at};

/// A batch that has been checked in full.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    bytes: &'a [u8],
    header_size: usize,
    record_size: usize,
    record_count: u32,
    topic_table_offset: usize,
    topic_count: u32,
    heap_offset: usize,
}

/// One record; the kind says which fields mean something.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub kind: u16,
    pub flags: u16,
    pub code: i32,
    pub topic: Option<u32>,
    pub partition: i32,
    pub offset: i64,
    pub timestamp: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: Option<HeaderList<'a>>,
    pub token: u64,
}

impl Record<'_> {
    /// The messages of a run.
    pub fn count(&self) -> i64 {
        self.timestamp
    }

    /// -1 if unknown.
    pub fn leader_epoch(&self) -> i32 {
        self.token as u32 as i32
    }
}

impl<'a> Batch<'a> {
    /// Checks every number in the batch against its bounds.
    pub fn parse(bytes: &'a [u8]) -> Result<Batch<'a>, Fault> {
        let batch = Batch::sections(bytes)?;
        for index in 0..batch.topic_count {
            batch.topic_check(index)?;
        }
        for index in 0..batch.record_count {
            batch.record_check(index)?;
        }
        Ok(batch)
    }

    /// The assignment epoch.
    pub fn epoch(&self) -> u64 {
        u64_at(self.bytes, header::EPOCH)
    }

    pub fn record_count(&self) -> u32 {
        self.record_count
    }

    pub fn topic_count(&self) -> u32 {
        self.topic_count
    }

    /// The name behind a record's topic index; empty for an index that the batch does not have.
    pub fn topic_name(&self, index: u32) -> &'a str {
        let (offset, length) = self.topic_entry(index);
        blob_at(self.bytes, offset, length).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default()
    }

    pub fn records(&self) -> impl ExactSizeIterator<Item = Record<'a>> + Clone {
        let batch = *self;
        self.frames().map(move |frame| batch.record_in(frame))
    }

    pub fn record(&self, index: u32) -> Option<Record<'a>> {
        (index < self.record_count).then(|| self.record_in(self.frame(index)))
    }

    /// Reads the header and checks that header, records, topic table and heap follow each other and fill the batch.
    fn sections(bytes: &'a [u8]) -> Result<Batch<'a>, Fault> {
        if bytes.len() < HEADER_SIZE {
            return Err(Fault::new(format!(
                "batch: {} bytes are fewer than its header of {HEADER_SIZE}; pass the whole batch",
                bytes.len()
            )));
        }
        let magic = u32_at(bytes, header::MAGIC);
        if magic != MAGIC {
            return Err(Fault::new(format!(
                "batch header: magic is {magic:#010x} instead of {MAGIC:#010x}; this is not a batch"
            )));
        }
        let layout_version = u16_at(bytes, header::LAYOUT_VERSION);
        if layout_version != VERSION {
            return Err(Fault::new(format!(
                "batch header: layout_version is {layout_version}; this library reads version {VERSION}"
            )));
        }
        let flags = u16_at(bytes, header::FLAGS);
        if flags != 0 {
            return Err(Fault::new(format!(
                "batch header: flags are {flags:#06x}; version {VERSION} has none, write 0"
            )));
        }
        let total_size = u64_at(bytes, header::TOTAL_SIZE);
        if total_size != bytes.len() as u64 {
            return Err(Fault::new(format!(
                "batch header: total_size is {total_size}, but {} bytes were passed; pass exactly the batch",
                bytes.len()
            )));
        }
        let header_size = size_in_header(bytes, "header_size", header::HEADER_SIZE, HEADER_SIZE)?;
        let record_size = size_in_header(bytes, "record_size", header::RECORD_SIZE, RECORD_SIZE)?;
        let record_count = u32_at(bytes, header::RECORD_COUNT);
        let topic_count = u32_at(bytes, header::TOPIC_COUNT);
        let topic_table_offset = u32_at(bytes, header::TOPIC_TABLE_OFFSET);
        let heap_offset = u32_at(bytes, header::HEAP_OFFSET);
        let heap_size = u32_at(bytes, header::HEAP_SIZE);

        let records_end = header_size as u64 + u64::from(record_count) * record_size as u64;
        section_check("topic_table_offset", topic_table_offset, "the records", records_end)?;
        let table_end = u64::from(topic_table_offset) + u64::from(topic_count) * TOPIC_ENTRY_SIZE as u64;
        section_check("heap_offset", heap_offset, "the topic table", table_end)?;
        if u64::from(heap_offset) + u64::from(heap_size) != total_size {
            return Err(Fault::new(format!(
                "batch header: heap_offset {heap_offset} + heap_size {heap_size} is not the end of the batch ({total_size} bytes)"
            )));
        }
        Ok(Batch {
            bytes,
            header_size,
            record_size,
            record_count,
            topic_table_offset: topic_table_offset as usize,
            topic_count,
            heap_offset: heap_offset as usize,
        })
    }

    fn topic_check(&self, index: u32) -> Result<(), Fault> {
        let (offset, length) = self.topic_entry(index);
        let name = self
            .blob_checked(offset, length, "name")
            .map_err(|complaint| Fault::new(format!("batch topic {index}: {complaint}")))?
            .ok_or_else(|| Fault::new(format!("batch topic {index}: name_length says null; a topic needs a name")))?;
        match std::str::from_utf8(name) {
            Ok(_) => Ok(()),
            Err(error) => Err(Fault::new(format!("batch topic {index}: the name is not UTF-8: {error}"))),
        }
    }

    fn record_check(&self, index: u32) -> Result<(), Fault> {
        let frame = self.frame(index);
        let fault = |complaint: String| Fault::new(format!("batch record {index}: {complaint}"));
        let topic = u32_at(frame, record::TOPIC);
        if topic != NO_TOPIC && topic >= self.topic_count {
            return Err(fault(format!(
                "topic {topic} is not in the topic table of {} entries; write {NO_TOPIC:#x} for no topic",
                self.topic_count
            )));
        }
        let blob = |offset_field, length_field, name| {
            self.blob_checked(u32_at(frame, offset_field), u32_at(frame, length_field), name).map_err(fault)
        };
        blob(record::KEY_OFFSET, record::KEY_LENGTH, "key")?;
        blob(record::VALUE_OFFSET, record::VALUE_LENGTH, "value")?;
        match blob(record::HEADERS_OFFSET, record::HEADERS_LENGTH, "headers")? {
            Some(headers) => HeaderList::check(headers).map_err(|complaint| fault(format!("headers {complaint}"))),
            None => Ok(()),
        }
    }

    /// The blob of two numbers, or what is wrong with them. Blobs may overlap: sharing one is harmless to a reader.
    fn blob_checked(&self, offset: u32, length: u32, name: &str) -> Result<Option<&'a [u8]>, String> {
        if length == NULL_LENGTH || length == 0 {
            return match offset {
                0 => Ok((length == 0).then_some(&[])),
                _ => Err(format!("{name}_offset is {offset}, but without bytes ({name}_length {length}) it must be 0")),
            };
        }
        if (offset as usize) < self.heap_offset {
            return Err(format!("{name}_offset {offset} lies before the heap, which begins at {}", self.heap_offset));
        }
        if offset as usize % ALIGNMENT != 0 {
            return Err(format!("{name}_offset {offset} is not a multiple of {ALIGNMENT}"));
        }
        match blob_at(self.bytes, offset, length) {
            Some(blob) => Ok(Some(blob)),
            None => Err(format!(
                "{name}_offset {offset} + {name}_length {length} lies past the end of the batch ({} bytes)",
                self.bytes.len()
            )),
        }
    }

    fn topic_entry(&self, index: u32) -> (u32, u32) {
        if index >= self.topic_count {
            return (0, 0);
        }
        let entry = self.bytes.get(self.topic_table_offset + index as usize * TOPIC_ENTRY_SIZE..).unwrap_or_default();
        (u32_at(entry, topic_entry::NAME_OFFSET), u32_at(entry, topic_entry::NAME_LENGTH))
    }

    fn frames(&self) -> std::slice::ChunksExact<'a, u8> {
        let records_size = self.record_count as usize * self.record_size;
        let records = self.bytes.get(self.header_size..).and_then(|rest| rest.get(..records_size)).unwrap_or_default();
        records.chunks_exact(self.record_size)
    }

    fn frame(&self, index: u32) -> &'a [u8] {
        let start = self.header_size + index as usize * self.record_size;
        self.bytes.get(start..).and_then(|rest| rest.get(..self.record_size)).unwrap_or_default()
    }

    fn record_in(&self, frame: &'a [u8]) -> Record<'a> {
        let blob = |offset_field, length_field| match u32_at(frame, length_field) {
            NULL_LENGTH => None,
            length => blob_at(self.bytes, u32_at(frame, offset_field), length),
        };
        Record {
            kind: u16_at(frame, record::KIND),
            flags: u16_at(frame, record::FLAGS),
            code: i32_at(frame, record::CODE),
            topic: Some(u32_at(frame, record::TOPIC)).filter(|&topic| topic != NO_TOPIC),
            partition: i32_at(frame, record::PARTITION),
            offset: i64_at(frame, record::OFFSET),
            timestamp: i64_at(frame, record::TIMESTAMP),
            key: blob(record::KEY_OFFSET, record::KEY_LENGTH),
            value: blob(record::VALUE_OFFSET, record::VALUE_LENGTH),
            headers: blob(record::HEADERS_OFFSET, record::HEADERS_LENGTH).map(HeaderList::over),
            token: u64_at(frame, record::TOKEN),
        }
    }
}

/// A size by which readers step: a later writer may have grown it, never shrunk it.
fn size_in_header(bytes: &[u8], name: &str, offset: usize, size_min: usize) -> Result<usize, Fault> {
    let size = usize::from(u16_at(bytes, offset));
    if size < size_min || size % ALIGNMENT != 0 {
        return Err(Fault::new(format!(
            "batch header: {name} is {size}; it must be a multiple of {ALIGNMENT}, {size_min} or more"
        )));
    }
    Ok(size)
}

fn section_check(name: &str, offset: u32, previous: &str, previous_end: u64) -> Result<(), Fault> {
    if u64::from(offset) < previous_end {
        return Err(Fault::new(format!(
            "batch header: {name} {offset} lies inside {previous}, ending at {previous_end}"
        )));
    }
    if offset as usize % ALIGNMENT != 0 {
        return Err(Fault::new(format!("batch header: {name} {offset} is not a multiple of {ALIGNMENT}")));
    }
    Ok(())
}
