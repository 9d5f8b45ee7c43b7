//! include/kafkacore.h: what core/src/abi declares, as C.

use kafkacore_tests::root;

/// cbindgen follows the modules that this file declares, in their order, and goes nowhere else.
const ABI: &str = "core/src/abi/mod.rs";

pub fn text() -> String {
    let config_path = root().join("core/cbindgen.toml");
    let mut config = cbindgen::Config::from_file(&config_path).unwrap_or_else(|error| panic!("cbindgen.toml: {error}"));
    config.after_includes = Some(version());
    let builder = cbindgen::Builder::new().with_config(config).with_src(root().join(ABI));
    let bindings = builder.generate().unwrap_or_else(|error| panic!("{ABI}: {error}"));
    let mut text = Vec::new();
    bindings.write(&mut text);
    let text = String::from_utf8(text).expect("a header is UTF-8");
    text.lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

/// The one number that lives below the ABI, because the library speaks of it too.
fn version() -> String {
    let version = kafkacore::library::ABI_VERSION;
    format!("\n/**\n * What kc_abi_version() of a fitting library answers.\n */\n#define KC_ABI_VERSION {version}")
}
