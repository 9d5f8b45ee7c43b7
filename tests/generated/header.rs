//! include/kafkacore.h: what core/src/abi declares, as C, below the rules that stand in include/README.md: who installs the
//! header has no other page.

use kafkacore_tests::{read, root};

/// cbindgen follows the modules that this file declares, in their order, and goes nowhere else.
const ABI: &str = "core/src/abi/mod.rs";
const RULES: &str = "include/README.md";
/// The first rule, behind what the page says of itself.
const FIRST_RULE: &str = "**Threads.**";

pub fn text() -> String {
    let config_path = root().join("core/cbindgen.toml");
    let mut config = cbindgen::Config::from_file(&config_path).unwrap_or_else(|error| panic!("cbindgen.toml: {error}"));
    config.header = config.header.map(|top| top + &rules());
    config.after_includes = Some(version());
    let builder = cbindgen::Builder::new().with_config(config).with_src(root().join(ABI));
    let bindings = builder.generate().unwrap_or_else(|error| panic!("{ABI}: {error}"));
    let mut text = Vec::new();
    bindings.write(&mut text);
    let text = String::from_utf8(text).expect("a header is UTF-8");
    text.lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

/// The rules, without their markup, as the rest of a comment that is begun.
fn rules() -> String {
    let page = read(RULES);
    let start = page.find(FIRST_RULE).unwrap_or_else(|| panic!("{RULES}: no line begins with {FIRST_RULE}"));
    let lines = page[start..].lines().map(|line| " * ".to_owned() + &line.replace("**", "").replace('`', "") + "\n");
    format!("\n *\n{} */", lines.collect::<String>())
}

/// The one number that lives below the ABI, because the library speaks of it too.
fn version() -> String {
    let version = kafkacore::library::ABI_VERSION;
    format!("\n/**\n * What kc_abi_version() of a fitting library answers.\n */\n#define KC_ABI_VERSION {version}")
}
