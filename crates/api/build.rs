//! Generates the services and messages of `rights.api.v1`, what reflection answers with, and the gRPC
//! code of each reason from the option it carries in `reason.proto`.

use std::{collections::BTreeMap, env, error::Error, fs, path::PathBuf};

use protox::prost_reflect::DescriptorPool;

const PROTO: &str = "../../proto";
const FILES: [&str; 3] =
    ["rights/api/v1/registry.proto", "rights/api/v1/query.proto", "rights/api/v1/audit.proto"];

/// Bodies that pass through unread: the memory of the request is the memory of the record.
const SHARED_BYTES: [&str; 3] = [
    ".rights.api.v1.SubmitRequest.envelope",
    ".rights.api.v1.SubmitAllRequest.envelope",
    ".rights.api.v1.RehearseRequest.envelope",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={PROTO}");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut compiler = protox::Compiler::new([PROTO])?;
    compiler.include_imports(true).include_source_info(true).open_files(FILES)?;
    // prost-types drops options that it does not know, so both uses of the options read the encoded set.
    let descriptors = compiler.encode_file_descriptor_set();
    fs::write(out.join("codes.rs"), codes(&compiler.descriptor_pool())?)?;
    fs::write(out.join("descriptors.bin"), descriptors)?;
    let mut config = tonic_prost_build::Config::new();
    config.bytes(SHARED_BYTES);
    tonic_prost_build::configure()
        .extern_path(".rights.ledger.v1", "::rights::wire::v1")
        .compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

/// A function from each reason to its code: a reason without one does not build.
fn codes(pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
    let reasons = pool.get_enum_by_name("rights.api.v1.Reason").ok_or("no enum Reason")?;
    let codes = pool.get_enum_by_name("rights.api.v1.StatusCode").ok_or("no enum StatusCode")?;
    let option = pool.get_extension_by_name("rights.api.v1.code").ok_or("no option code")?;
    let mut by_code: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for reason in reasons.values() {
        let stated = reason.options().get_extension(&option).as_enum_number();
        let code = match stated.and_then(|number| codes.get_value(number)) {
            Some(code) if code.number() > 0 => code.name().replace("STATUS_CODE_", ""),
            // The zero of the enum is never used; should it arrive, it is no answer to anything.
            _ if reason.number() == 0 => "INTERNAL".into(),
            _ => return Err(format!("{} states no code", reason.name()).into()),
        };
        by_code.entry(pascal(&code)).or_default().push(variant(reason.name()));
    }
    let arm = |(code, reasons): (_, Vec<_>)| format!("{} => Code::{code},\n", reasons.join(" | "));
    let arms: String = by_code.into_iter().map(arm).collect();
    Ok(format!("const fn code(reason: Reason) -> Code {{\nmatch reason {{\n{arms}}}\n}}\n"))
}

fn variant(name: &str) -> String {
    format!("Reason::{}", pascal(name.strip_prefix("REASON_").unwrap_or(name)))
}

fn pascal(name: &str) -> String {
    name.split('_').map(|word| [&word[..1], &word[1..].to_lowercase()].concat()).collect()
}
