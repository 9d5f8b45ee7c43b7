//! The lane: a client's one thread for what blocks inside librdkafka, and for what has to happen at a later time.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::{Arc, Weak};
use std::time::Instant;

use crossbeam_channel::{bounded, Receiver, RecvTimeoutError, Sender};
use parking_lot::Mutex;

use crate::code::{Error, Result};

/// Jobs that may wait. The last `RESERVED` places belong to the core's own: a rebalance or a close is never refused.
pub const DEPTH: usize = 1_024;
const RESERVED: usize = 16;

type Job = Box<dyn FnOnce() + Send>;
/// Empty when it was called off.
type TimedJob = Arc<Mutex<Option<Job>>>;

enum Task {
    Now(Job),
    At(Instant, TimedJob),
    Stop,
}

/// Who has something done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Caller,
    Own,
    /// The close, behind which no caller has a turn.
    Close,
}

/// A job that waits for its time. Dropping this leaves it waiting.
pub struct Timer(Weak<Mutex<Option<Job>>>);

impl Timer {
    /// Calls the job off, if it has not begun; what it holds is dropped here.
    pub fn cancel(&self) {
        let job = self.0.upgrade().and_then(|job| job.lock().take());
        drop(job);
    }
}

pub struct Lane {
    sender: Sender<Task>,
    /// Serialises the checks with the sending; true when callers have had their last turn.
    gate: Mutex<bool>,
}

impl Lane {
    pub fn start(name: &str) -> Result<Lane> {
        let (sender, receiver) = bounded(DEPTH);
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(&receiver))
            .map_err(|error| Error::resource(format!("no thread for the client's lane: {error}")))?;
        Ok(Lane { sender, gate: Mutex::new(false) })
    }

    /// Queues a caller's job; refused when too many wait. A refused job is dropped here, and what it holds with it.
    pub fn submit(&self, job: impl FnOnce() + Send + 'static) -> Result<()> {
        self.send(Task::Now(Box::new(job)), Turn::Caller)
    }

    /// Queues a job of the core's own.
    pub fn submit_own(&self, job: impl FnOnce() + Send + 'static) -> Result<()> {
        self.send(Task::Now(Box::new(job)), Turn::Own)
    }

    /// Queues the close. Callers' jobs are refused from now on, so all that were taken are answered before it.
    pub fn submit_close(&self, job: impl FnOnce() + Send + 'static) -> Result<()> {
        self.send(Task::Now(Box::new(job)), Turn::Close)
    }

    /// Runs a job of the core's own at a later time, or not at all if the lane stops before.
    pub fn submit_at(&self, time: Instant, job: impl FnOnce() + Send + 'static) -> Result<Timer> {
        let job: TimedJob = Arc::new(Mutex::new(Some(Box::new(job))));
        let timer = Timer(Arc::downgrade(&job));
        self.send(Task::At(time, job), Turn::Own).map(|()| timer)
    }

    /// Ends the thread once the jobs before this call are done.
    pub fn stop(&self) {
        let _ = self.send(Task::Stop, Turn::Own);
    }

    fn send(&self, task: Task, turn: Turn) -> Result<()> {
        let mut is_closing = self.gate.lock();
        if *is_closing && turn == Turn::Caller {
            return Err(Error::state("the client is closing"));
        }
        *is_closing |= turn == Turn::Close;
        let depth_max = if turn == Turn::Caller { DEPTH - RESERVED } else { DEPTH };
        if self.sender.len() >= depth_max {
            return Err(Error::state(format!("{depth_max} calls are waiting for this client; wait for answers")));
        }
        self.sender.try_send(task).map_err(|_| Error::closed("the client is closed"))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(receiver: &Receiver<Task>) {
    let mut timers: Vec<(Instant, TimedJob)> = Vec::new();
    loop {
        run_due(&mut timers);
        let task = match timers.iter().map(|(time, _)| *time).min() {
            Some(time) => receiver.recv_deadline(time),
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match task {
            Ok(Task::Now(job)) => run_job(job),
            Ok(Task::At(time, job)) => {
                timers.retain(|(_, job)| job.lock().is_some());
                timers.push((time, job));
            }
            Ok(Task::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Before every wait: jobs that keep coming would put the timers off for ever.
fn run_due(timers: &mut Vec<(Instant, TimedJob)>) {
    if timers.is_empty() {
        return;
    }
    let now = Instant::now();
    let (due, later): (Vec<_>, Vec<_>) = std::mem::take(timers).into_iter().partition(|(time, _)| *time <= now);
    *timers = later;
    due.into_iter().filter_map(|(_, job)| job.lock().take()).for_each(run_job);
}

/// A panic ends the job, not the lane; the tokens that the job holds answer as they are dropped.
fn run_job(job: Job) {
    let _ = catch_unwind(AssertUnwindSafe(job));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[test]
    fn jobs_run_in_order_and_survive_a_panic() {
        let lane = Lane::start("test").unwrap();
        let (sender, receiver) = bounded(8);
        for number in 0..3 {
            let sender = sender.clone();
            lane.submit(move || {
                if number == 1 {
                    std::panic::resume_unwind(Box::new("planted"));
                }
                sender.send(number).unwrap();
            })
            .unwrap();
        }
        drop(sender);
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 2]);
    }

    #[test]
    fn timers_fire_in_time_order_and_not_before() {
        let lane = Lane::start("test").unwrap();
        let (sender, receiver) = bounded(8);
        let start = Instant::now();
        for delay_ms in [60, 20] {
            let sender = sender.clone();
            let time = start + Duration::from_millis(delay_ms);
            lane.submit_at(time, move || sender.send((delay_ms, Instant::now() >= time)).unwrap()).unwrap();
        }
        assert_eq!(receiver.recv().unwrap(), (20, true));
        assert_eq!(receiver.recv().unwrap(), (60, true));
    }

    #[test]
    fn a_timer_fires_on_a_lane_that_never_runs_out_of_jobs() {
        fn work(lane: &Arc<Lane>, is_over: &Arc<AtomicBool>) {
            let (lane_of_job, is_over) = (lane.clone(), is_over.clone());
            let again = move || {
                if !is_over.load(Ordering::SeqCst) {
                    work(&lane_of_job, &is_over);
                }
            };
            lane.submit(again).unwrap();
        }
        let (lane, is_over) = (Arc::new(Lane::start("test").unwrap()), Arc::default());
        let (sender, receiver) = bounded(1);
        work(&lane, &is_over);
        lane.submit_at(Instant::now() + Duration::from_millis(5), move || sender.send(()).unwrap()).unwrap();
        let fired = receiver.recv_timeout(Duration::from_secs(10));
        is_over.store(true, Ordering::SeqCst);
        assert_eq!(fired, Ok(()), "jobs that came later went first, one after the other");
    }

    #[test]
    fn a_timer_that_is_called_off_drops_its_job() {
        let lane = Lane::start("test").unwrap();
        let (sender, receiver) = bounded::<()>(1);
        let timer =
            lane.submit_at(Instant::now() + Duration::from_secs(3600), move || sender.send(()).unwrap()).unwrap();
        timer.cancel();
        assert!(receiver.recv().is_err(), "what the job holds is dropped");
        timer.cancel();
    }

    #[test]
    fn a_full_lane_refuses_callers_but_not_the_core() {
        let lane = Lane::start("test").unwrap();
        let (release, gate) = bounded::<()>(0);
        lane.submit(move || gate.recv().unwrap_or_default()).unwrap();
        let refused = (0..=DEPTH).find(|_| lane.submit(|| ()).is_err()).expect("the lane is bounded");
        assert!(refused >= DEPTH - RESERVED - 1, "refused after {refused}");
        assert!(lane.submit_own(|| ()).is_ok());
        drop(release);
    }

    #[test]
    fn a_stopped_lane_drops_what_comes_later() {
        let lane = Lane::start("test").unwrap();
        let (sender, receiver) = bounded::<()>(1);
        lane.submit_at(Instant::now() + Duration::from_secs(3600), move || sender.send(()).unwrap()).unwrap();
        lane.stop();
        assert!(receiver.recv().is_err(), "the timer's job was dropped with the lane");
        while lane.submit(|| ()).is_ok() {
            std::thread::yield_now();
        }
    }
}
