//! The addresses of brokers: librdkafka takes nearly any text for a host's name, and then looks for it in vain.

/// The names under which they are given.
pub const NAMES: [&str; 2] = ["bootstrap.servers", "metadata.broker.list"];

/// What is wrong with a list of addresses, if anything; an empty one is somebody else's matter.
pub fn complaint(list: &str) -> Option<String> {
    let servers = list.split(',').map(str::trim).filter(|server| !server.is_empty());
    servers.filter_map(|server| complaint_about(server).map(|text| format!("\"{server}\" {text}"))).next()
}

fn complaint_about(server: &str) -> Option<&'static str> {
    // As in listener names: SASL_SSL://host:port.
    let address = server.split_once("://").map_or(server, |(_, address)| address);
    let (host, port) = match address.rsplit_once(':') {
        // An IPv6 address stands in brackets.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (address, None),
    };
    let is_bracketed = host.starts_with('[') && host.ends_with(']');
    let is_named = !host.is_empty() && !host.bytes().all(|byte| byte.is_ascii_digit());
    if !is_named || host.contains(['/', ' ', '"']) || (host.contains(':') && !is_bracketed) {
        return Some("names no host; write host:port, and a comma between brokers");
    }
    match port.map(str::parse::<u16>) {
        None => None,
        Some(Ok(port)) if port > 0 => None,
        Some(_) => Some("has no port from 1 to 65535; write host:port, and a comma between brokers"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_pass() {
        let lists = [
            "a",
            "a:1",
            "a:9092,b:9092",
            " a:1 , b ",
            "10.0.0.1:9092",
            "[::1]:9092",
            "[::1]",
            "SASL_SSL://a:1",
            "",
            "a:1,",
        ];
        for list in lists {
            assert_eq!(complaint(list), None, "{list}");
        }
    }

    #[test]
    fn what_is_no_address_is_named() {
        for (list, words) in [
            ("12", "\"12\" names no host"),
            ("a:1,12", "\"12\" names no host"),
            (":9092", "names no host"),
            ("[\"a:1\"]", "names no host"),
            ("a b:1", "names no host"),
            ("::1", "names no host"),
            ("http://a/b:1", "names no host"),
            ("a:", "no port"),
            ("a:x", "no port"),
            ("a:0", "no port"),
            ("a:65536", "no port"),
        ] {
            let found = complaint(list).unwrap_or_default();
            assert!(found.contains(words), "{list}: {found}");
        }
    }
}
