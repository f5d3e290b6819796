//! Generates the types of `rights.ledger.v1`: what is signed and kept for ever.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=proto/rights/ledger");
    let descriptors = protox::compile(
        ["rights/ledger/v1/record.proto", "rights/ledger/v1/row.proto"],
        ["proto"],
    )?;
    let mut config = prost_build::Config::new();
    config.btree_map(["."]);
    config.compile_fds(descriptors)?;
    Ok(())
}
