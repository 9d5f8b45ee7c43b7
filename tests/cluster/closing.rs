//! However a consumer is closed, it ends, answers what is open, and gives back what it had.

use std::time::{Duration, Instant};

use kafkacore::abi::client::kc_client_drop;
use kafkacore::wire::kind;
use kafkacore_tests::harness::{alone, partitions, Client, Held, Mock};

use super::{consumer, fill, find, subscribe, take, ALL, CALLER_ANSWERS};

/// A close takes its timeout and what one call into librdkafka takes.
const CLOSE_TIMEOUT_MS: i32 = 1_000;
const CLOSE_LIMIT: Duration = Duration::from_secs(6);
const OFFSET_COMMIT: i32 = 8;
const STALE_MEMBER_EPOCH: i32 = 113;
const SLOT_BITS: u32 = 20;

/// A state that a close may find its consumer in: brings it about and names the tokens that are open then.
type Case = (&'static str, fn(&Client, &Mock) -> Vec<u64>);

const CASES: [Case; 11] = [
    ("fresh", |_, _| Vec::new()),
    ("subscribed", |consumer, _| {
        settle(consumer);
        take(consumer, 400);
        consumer.store(&partitions(&[("t", 0, 7)])).unwrap();
        Vec::new()
    }),
    ("joining", |consumer, _| {
        subscribe(consumer, "t");
        Vec::new()
    }),
    ("assigned", |consumer, _| {
        assign(consumer);
        take(consumer, 100);
        Vec::new()
    }),
    ("rebalance open", |consumer, _| {
        subscribe(consumer, "t");
        consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
        Vec::new()
    }),
    // The new subscription waits in librdkafka until the revocation is answered.
    ("subscribed behind a revocation", |consumer, mock| {
        settle(consumer);
        take(consumer, 400);
        let token = consumer.token();
        consumer.unsubscribe(token).unwrap();
        consumer.poll_until(ALL, |seen| find(seen, kind::REVOKED).is_some());
        subscribe(consumer, "t");
        // So that it has the time to join while it leaves.
        mock.set_rtt(1, 300).unwrap();
        Vec::new()
    }),
    ("paused", |consumer, _| {
        settle(consumer);
        let all = [0, 1, 2, 3].map(|partition| ("t", partition, 0));
        consumer.pause(&partitions(&all)).unwrap();
        consumer.hold(&partitions(&all)).unwrap();
        Vec::new()
    }),
    ("seek in flight", |consumer, mock| {
        mock.set_down(1).unwrap();
        assign(consumer);
        consumer.seek(&partitions(&[("t", 0, 7)]), 60_000, 1).unwrap();
        consumer.committed(None, 60_000, 2).unwrap();
        vec![1, 2]
    }),
    ("commit in flight", |consumer, mock| {
        settle(consumer);
        take(consumer, 400);
        mock.set_down(1).unwrap();
        consumer.commit(Some(&partitions(&[("t", 0, 7)])), 1).unwrap();
        vec![1]
    }),
    ("broker dead", |consumer, mock| {
        settle(consumer);
        take(consumer, 400);
        consumer.store(&partitions(&[("t", 0, 7)])).unwrap();
        mock.set_down(1).unwrap();
        let token = consumer.token();
        consumer.unsubscribe(token).unwrap();
        vec![token]
    }),
    ("commit to be sent again", |consumer, mock| {
        settle(consumer);
        take(consumer, 400);
        mock.push_faults(0, OFFSET_COMMIT, &format!("{:?}", [STALE_MEMBER_EPOCH; 10])).unwrap();
        consumer.commit(Some(&partitions(&[("t", 0, 7)])), 1).unwrap();
        vec![1]
    }),
];

fn settle(consumer: &Client) {
    subscribe(consumer, "t");
    let seen = consumer.poll_until(ALL, |seen| find(seen, kind::ASSIGNED).is_some());
    consumer.answer_rebalance(find(&seen, kind::ASSIGNED).unwrap().token, None).unwrap();
}

fn assign(consumer: &Client) {
    let token = consumer.token();
    consumer.assign(Some(&partitions(&[("t", 0, -1001)])), token).unwrap();
    assert_eq!(consumer.answer(token).0.code, 0);
}

#[test]
fn every_close_ends_and_gives_everything_back() {
    alone(|| {
        let mock = Mock::start(1);
        mock.create_topic("t", 4).unwrap();
        fill(&mock, "t", 400);
        // What is made once per process is there afterwards.
        close(&mock, &CASES[0], false);
        let before = Held::now();
        let slot = |client: &Client| client.ticket & ((1 << SLOT_BITS) - 1);
        let first_slot = slot(&consumer(&mock, "slot", ""));
        before.wait_for_return("a consumer that was dropped");
        for case in &CASES {
            for is_dropped in [false, true] {
                close(&mock, case, is_dropped);
                mock.set_up(1).unwrap();
                mock.set_rtt(1, 0).unwrap();
                before.wait_for_return(case.0);
            }
        }
        assert_eq!(slot(&consumer(&mock, "slot", "")), first_slot, "a ticket was not given back");
    });
}

fn close(mock: &Mock, (name, prepare): &Case, is_dropped: bool) {
    let group = format!("{name}-{is_dropped}").replace(' ', "-");
    let consumer = consumer(mock, &group, CALLER_ANSWERS);
    let open = prepare(&consumer, mock);
    if is_dropped {
        // Closed in the background, with nobody to poll.
        kc_client_drop(consumer.ticket);
        assert_eq!(consumer.assignment().unwrap_err().status, -2);
        return;
    }
    let start = Instant::now();
    let token = consumer.token();
    consumer.close(CLOSE_TIMEOUT_MS, token).unwrap();
    let (closed, before) = consumer.answer(token);
    assert_eq!(closed.code, 0, "{name}: {}", closed.text());
    assert!(start.elapsed() < CLOSE_LIMIT, "{name}: {:?}", start.elapsed());
    for token in open {
        let answers = before.iter().filter(|record| record.kind == kind::RESULT && record.token == token);
        assert_eq!(answers.count(), 1, "{name}: token {token}");
    }
}
