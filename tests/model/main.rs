//! One model per promise. Each has a counterpart that breaks the promise and must be found out: a model that cannot fail
//! says nothing.

mod lane;
mod outbox;
mod ready;
mod support;
mod tokens;
mod wake;
