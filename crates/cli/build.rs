//! Compiles in what the command reads at run time: the descriptors of every proto file, and the
//! page of every reason.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

const PROTO: &str = "../../proto";
const PACKAGES: [&str; 2] = ["rights/ledger/v1", "rights/api/v1"];
const REASONS: &str = "../../docs/reasons";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={PROTO}");
    println!("cargo:rerun-if-changed={REASONS}");
    println!("cargo:rerun-if-changed=locales");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), descriptors()?)?;
    fs::write(out.join("pages.rs"), pages()?)?;
    Ok(())
}

fn descriptors() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut files = Vec::new();
    for package in PACKAGES {
        for file in sorted(&Path::new(PROTO).join(package), "proto")? {
            files.push(file.strip_prefix(PROTO)?.to_owned());
        }
    }
    let mut compiler = protox::Compiler::new([PROTO])?;
    compiler.include_imports(true).open_files(files)?;
    // The encoded set alone keeps the options that reasons carry.
    Ok(compiler.encode_file_descriptor_set())
}

/// A list of (reason, page), ascending by reason; the folder may not be there yet.
fn pages() -> Result<String, Box<dyn Error>> {
    let mut list = String::from("&[\n");
    if Path::new(REASONS).is_dir() {
        for page in sorted(Path::new(REASONS), "md")? {
            let stem = page.file_stem().ok_or("a page without a name")?.to_string_lossy();
            if stem.eq_ignore_ascii_case("README") {
                continue;
            }
            let reason = stem.to_uppercase().replace('-', "_");
            let path = page.canonicalize()?;
            let path = path.to_str().ok_or("a path that is no text")?;
            writeln!(list, "    ({reason:?}, include_str!({path:?})),")?;
        }
    }
    list.push(']');
    Ok(list)
}

fn sorted(folder: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
