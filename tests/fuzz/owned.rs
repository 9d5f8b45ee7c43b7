//! Records with memory of their own, to be written and compared.

use libfuzzer_sys::arbitrary::{self, Arbitrary};

use crate::wire::{Batch, Fields, HeaderWriter, NoRoom, Record, Writer};

type Header = (Vec<u8>, Option<Vec<u8>>);

#[derive(Arbitrary, Clone, Debug, PartialEq)]
pub struct Owned {
    kind: u16,
    flags: u16,
    code: i32,
    topic: Option<String>,
    partition: i32,
    offset: i64,
    timestamp: i64,
    key: Option<Vec<u8>>,
    value: Option<Vec<u8>>,
    headers: Option<Vec<Header>>,
    token: u64,
}

impl Owned {
    pub fn of(batch: &Batch, record: &Record) -> Owned {
        Owned {
            kind: record.kind,
            flags: record.flags,
            code: record.code,
            topic: record.topic.map(|topic| batch.topic_name(topic).to_owned()),
            partition: record.partition,
            offset: record.offset,
            timestamp: record.timestamp,
            key: record.key.map(<[u8]>::to_vec),
            value: record.value.map(<[u8]>::to_vec),
            headers: record
                .headers
                .map(|list| list.map(|(name, value)| (name.to_vec(), value.map(<[u8]>::to_vec))).collect()),
            token: record.token,
        }
    }

    /// All of a batch.
    pub fn all(batch: &Batch) -> Vec<Owned> {
        let records: Vec<Owned> = batch.records().map(|record| Owned::of(batch, &record)).collect();
        assert_eq!(records.len(), batch.record_count() as usize);
        for (index, record) in records.iter().enumerate() {
            let again = batch.record(index as u32).expect("a record that the iterator gave");
            assert_eq!(*record, Owned::of(batch, &again));
        }
        records
    }

    pub fn write(&self, writer: &mut Writer) -> Result<(), NoRoom> {
        let mut headers = Vec::new();
        if let Some(list) = &self.headers {
            let pairs = list.iter().map(|(name, value)| (name.as_slice(), value.as_deref()));
            HeaderWriter::encode(&mut headers, pairs);
        }
        let fields = Fields {
            kind: self.kind,
            flags: self.flags,
            code: self.code,
            partition: self.partition,
            offset: self.offset,
            timestamp: self.timestamp,
            key: self.key.as_deref(),
            value: self.value.as_deref(),
            headers: self.headers.is_some().then_some(headers.as_slice()),
            token: self.token,
            ..Fields::NONE
        };
        match &self.topic {
            Some(topic) => writer.push_to(topic.as_bytes(), &fields),
            None => writer.push(&fields),
        }
    }
}
