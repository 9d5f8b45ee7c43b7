//! include/kafkacore.exports: every symbol that the library shows, and no other.

use super::contract::Contract;

pub fn text(contract: &Contract) -> String {
    let mut names: Vec<&str> = contract.functions.iter().map(|function| function.name.as_str()).collect();
    names.sort_unstable();
    names.join("\n") + "\n"
}
