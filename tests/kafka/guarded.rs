//! A broker of a test's own that asks who comes.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use kafkacore_tests::root;

/// With two more listeners than others: one takes unsigned tokens, one the name "me" with the password "secret".
pub struct Guarded {
    directory: PathBuf,
    pub tokens: String,
    pub passwords: String,
}

impl Guarded {
    pub fn start() -> Guarded {
        let printed = cluster(&["start"]);
        let line = |name: &str| printed.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
        let directory = PathBuf::from(line("directory"));
        let file = directory.join("broker-1.properties");
        let properties = fs::read_to_string(&file).unwrap();
        let listeners = properties.lines().find_map(|line| line.strip_prefix("listeners=")).unwrap();
        let advertised = properties.lines().find_map(|line| line.strip_prefix("advertised.listeners=")).unwrap();
        let [tokens, passwords] = free_ports().map(|port| format!("127.0.0.1:{port}"));
        let own = format!("TOKENS://{tokens},PASSWORDS://{passwords}");
        let security = "org.apache.kafka.common.security";
        let handler =
            format!("{security}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler");
        let login = "OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";";
        let mut file = OpenOptions::new().append(true).open(file).unwrap();
        write!(
            file,
            "listeners={listeners},{own}\n\
             advertised.listeners={advertised},{own}\n\
             listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,\
             TOKENS:SASL_PLAINTEXT,PASSWORDS:SASL_PLAINTEXT\n\
             listener.name.tokens.sasl.enabled.mechanisms=OAUTHBEARER\n\
             listener.name.tokens.oauthbearer.sasl.jaas.config={security}.oauthbearer.{login}\n\
             listener.name.tokens.oauthbearer.sasl.server.callback.handler.class={handler}\n\
             listener.name.passwords.sasl.enabled.mechanisms=PLAIN\n\
             listener.name.passwords.plain.sasl.jaas.config={security}.plain.PlainLoginModule required \
             user_me=\"secret\";\n"
        )
        .unwrap();
        let guarded = Guarded { directory, tokens, passwords };
        cluster(&["restart", "1", "--directory", guarded.directory.to_str().unwrap()]);
        guarded
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        cluster(&["stop", "--directory", self.directory.to_str().unwrap()]);
    }
}

fn cluster(arguments: &[&str]) -> String {
    let output = Command::new(root().join("tests/kafka/cluster")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn free_ports() -> [u16; 2] {
    [(), ()].map(|()| TcpListener::bind("127.0.0.1:0").unwrap()).map(|listener| listener.local_addr().unwrap().port())
}
