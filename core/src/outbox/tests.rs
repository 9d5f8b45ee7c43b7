//! Order, room, and what is thrown away when nobody polls.

use proptest::prelude::*;

use super::*;

#[test]
fn parcels_come_out_in_order_and_stay_when_there_is_no_room() {
    let waker = Waker::new().unwrap();
    let outbox = Outbox::new(waker.clone());
    for token in 0..3 {
        outbox.push(Parcel { kind: kind::RESULT, token, value: Some(vec![7; 40]), ..Parcel::default() });
    }
    assert!(waker.is_pending());
    let mut seen = Vec::new();
    let mut bytes = [0; 64 + 64 + 40];
    for _ in 0..3 {
        let mut writer = Writer::new(&mut bytes).unwrap();
        let _ = outbox.drain(&mut writer);
        let length = writer.finish();
        let batch = Batch::parse(&bytes[..length]).unwrap();
        assert_eq!(batch.record_count(), 1);
        seen.push(batch.record(0).unwrap().token);
    }
    assert_eq!(seen, [0, 1, 2]);
}

#[test]
fn old_news_make_room_for_new_ones_and_answers_stay() {
    let outbox = Outbox::new(Waker::new().unwrap());
    let push = |kind, token| outbox.push(Parcel { kind, token, value: Some(vec![0; 40]), ..Parcel::default() });
    push(kind::RESULT, 1);
    push(kind::ERROR, 2);
    (0..=NEWS_COUNT_MAX as u64).for_each(|count| push(kind::LOG, 10 + count));
    push(kind::RESULT, 3);
    let mut bytes = vec![0; 4 << 20];
    let mut writer = Writer::new(&mut bytes).unwrap();
    outbox.drain(&mut writer).unwrap();
    let length = writer.finish();
    let batch = Batch::parse(&bytes[..length]).unwrap();
    let tokens: Vec<_> = batch.records().map(|record| record.token).collect();
    let dropped = NEWS_COUNT_MAX - NEWS_COUNT_MAX / 2 + 1;
    assert_eq!((tokens.len(), tokens[1], tokens[2]), (1 + 2 + NEWS_COUNT_MAX / 2 + 1, 1, 2));
    assert_eq!(tokens.last(), Some(&3));
    assert_eq!(tokens[3], 10 + dropped as u64, "the newest logs are kept");
    let notice = batch.record(0).and_then(|record| record.value).unwrap();
    assert!(String::from_utf8_lossy(notice).starts_with(&format!("{dropped} logs")));
    let shelf = outbox.shelf.lock();
    assert_eq!((shelf.news_count, shelf.news_size), (0, 0));
}

#[test]
fn large_news_are_bounded_by_their_size() {
    let outbox = Outbox::new(Waker::new().unwrap());
    for _ in 0..100 {
        outbox.push(Parcel { kind: kind::STATS, value: Some(vec![0; 1 << 20]), ..Parcel::default() });
        assert!(outbox.shelf.lock().news_size <= NEWS_SIZE_MAX);
    }
    assert!(outbox.shelf.lock().news_count >= 7);
}

/// What one step puts in, or the room that a reader has.
#[derive(Clone, Debug)]
enum Step {
    Push { topic: Option<String>, value: Option<Vec<u8>> },
    PushBatch(usize),
    Drain(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let topic = prop::option::of("[a-c]{0,3}");
    let value = prop::option::of(prop::collection::vec(any::<u8>(), 0..100));
    prop_oneof![
        (topic, value).prop_map(|(topic, value)| Step::Push { topic, value }),
        (1..5usize).prop_map(Step::PushBatch),
        (0..600usize).prop_map(Step::Drain),
    ]
}

fn drain(outbox: &Outbox, capacity: usize, seen: &mut Vec<Parcel>) -> Option<NoRoom> {
    let mut bytes = vec![0xAA; capacity];
    let mut writer = match Writer::new(&mut bytes) {
        Ok(writer) => writer,
        Err(no_room) => return Some(no_room),
    };
    let no_room = outbox.drain(&mut writer).err();
    let length = writer.finish();
    if length > 0 {
        let batch = Batch::parse(&bytes[..length]).unwrap();
        seen.extend(batch.records().map(|record| Parcel {
            topic: record.topic.map(|topic| batch.topic_name(topic).to_owned()),
            value: record.value.map(<[u8]>::to_vec),
            token: record.token,
            ..Parcel::default()
        }));
    }
    no_room
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_room_there_is_everything_comes_out_in_order(steps in prop::collection::vec(step(), 0..40)) {
        let outbox = Outbox::new(Waker::new().unwrap());
        let (mut pushed, mut seen) = (Vec::new(), Vec::new());
        for step in steps {
            match step {
                Step::Push { topic, value } => {
                    let parcel = Parcel { topic, value, token: pushed.len() as u64, ..Parcel::default() };
                    pushed.push(parcel.clone());
                    outbox.push(parcel);
                }
                Step::PushBatch(count) => {
                    let mut bytes = [0; 1024];
                    let mut writer = Writer::new(&mut bytes).unwrap();
                    for _ in 0..count {
                        let parcel = Parcel { token: pushed.len() as u64, ..Parcel::default() };
                        parcel.write(&mut writer).unwrap();
                        pushed.push(parcel);
                    }
                    let length = writer.finish();
                    outbox.push_batch(&Batch::parse(&bytes[..length]).unwrap());
                }
                Step::Drain(capacity) => drop(drain(&outbox, capacity, &mut seen)),
            }
        }
        // Each time exactly as much room as was asked for.
        let mut capacity = 0;
        while let Some(no_room) = drain(&outbox, capacity, &mut seen) {
            capacity = no_room.needed as usize;
        }
        let contents = |parcels: &[Parcel]| {
            let content = |parcel: &Parcel| (parcel.token, parcel.topic.clone(), parcel.value.clone());
            parcels.iter().map(content).collect::<Vec<_>>()
        };
        prop_assert_eq!(contents(&seen), contents(&pushed));
    }
}
