//! Batches to send and records received, in memory of their own.

use kafkacore::wire::{kind, leader_epoch_token, Batch, Fields, HeaderWriter, Writer};

/// A record that was polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub kind: u16,
    pub flags: u16,
    pub code: i32,
    pub topic: Option<String>,
    pub partition: i32,
    pub offset: i64,
    pub timestamp: i64,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    pub token: u64,
    pub epoch: u64,
}

impl Record {
    pub fn parse(bytes: &[u8]) -> Vec<Record> {
        if bytes.is_empty() {
            return Vec::new();
        }
        let batch = Batch::parse(bytes).expect("the library writes valid batches");
        let own = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
        batch
            .records()
            .map(|record| Record {
                kind: record.kind,
                flags: record.flags,
                code: record.code,
                topic: record.topic.map(|index| batch.topic_name(index).to_owned()),
                partition: record.partition,
                offset: record.offset,
                timestamp: record.timestamp,
                key: own(record.key),
                value: own(record.value),
                headers: record
                    .headers
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (name.to_vec(), own(value)))
                    .collect(),
                token: record.token,
                epoch: batch.epoch(),
            })
            .collect()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.value.as_deref().unwrap_or_default()).into_owned()
    }

    pub fn count(&self) -> i64 {
        self.timestamp
    }

    /// The partition list in the value.
    pub fn list(&self) -> Vec<Record> {
        Record::parse(self.value.as_deref().unwrap_or_default())
    }
}

/// A record to send; the rest is `Fields::NONE`.
pub fn message<'a>(value: &'a [u8], token: u64) -> Fields<'a> {
    Fields { kind: kind::MESSAGE, value: Some(value), token, ..Fields::NONE }
}

/// A batch of records, each with its topic and its headers.
pub fn batch<'a>(
    records: impl IntoIterator<Item = (&'a str, Fields<'a>)>,
    headers: &[(&str, Option<&[u8]>)],
) -> Vec<u8> {
    let mut bytes = vec![0; 64 << 20];
    let mut writer = Writer::new(&mut bytes).unwrap();
    let mut list = Vec::new();
    HeaderWriter::encode(&mut list, headers.iter().map(|(name, value)| (name.as_bytes(), *value)));
    for (topic, fields) in records {
        let headers = (!headers.is_empty()).then_some(list.as_slice());
        writer.push_to(topic.as_bytes(), &Fields { headers, ..fields }).unwrap();
    }
    let length = writer.finish();
    bytes.truncate(length);
    bytes
}

/// A subscription.
pub fn topics(names: &[&str]) -> Vec<u8> {
    batch(names.iter().map(|name| (*name, Fields { kind: kind::TOPIC, ..Fields::NONE })), &[])
}

/// A partition list.
pub fn partitions(lines: &[(&str, i32, i64)]) -> Vec<u8> {
    let fields = |partition, offset| Fields {
        kind: kind::TOPIC_PARTITION,
        partition,
        offset,
        token: leader_epoch_token(-1),
        ..Fields::NONE
    };
    batch(lines.iter().map(|(topic, partition, offset)| (*topic, fields(*partition, *offset))), &[])
}
