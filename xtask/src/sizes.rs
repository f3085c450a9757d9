//! `cargo xtask sizes`: which code a wasm module consists of, so that the budget can be met with a plan.
//!
//! Reads the module as the compiler left it, where functions still have names. wasm-opt takes away some 5 % and brotli two
//! thirds of what is shown, fairly evenly; `data` (texts, tables) shrinks less.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    cmd::root,
    dist,
    reader::Reader,
    setup::{self, WASM},
};

/// How many functions are shown.
const SHOWN: usize = 40;

/// Sizes of functions with their names, and of the data section.
struct Contents {
    functions: Vec<(usize, String)>,
    data: usize,
}

fn read(module: &[u8]) -> Result<Contents> {
    let mut reader = Reader::new(module);
    reader.at = 8;
    let (mut imported, mut sizes, mut names, mut data) = (0, Vec::new(), BTreeMap::new(), 0);
    while !reader.done() {
        let id = reader.byte()?;
        let mut section = Reader::new(reader.slice()?);
        match id {
            0 if section.text()? == "name" => {
                while !section.done() {
                    let kind = section.byte()?;
                    let mut part = Reader::new(section.slice()?);
                    if kind == 1 {
                        for _ in 0..part.number()? {
                            let index = part.number()?;
                            names.insert(index, part.text()?);
                        }
                    }
                }
            }
            2 => {
                for _ in 0..section.number()? {
                    section.slice()?;
                    section.slice()?;
                    imported += usize::from(section.import()?);
                }
            }
            10 => {
                for _ in 0..section.number()? {
                    sizes.push(section.slice()?.len());
                }
            }
            11 => data = section.bytes.len(),
            _ => {}
        }
    }
    let functions = sizes
        .into_iter()
        .enumerate()
        .map(|(i, size)| (size, names.get(&(i + imported)).map_or_else(|| "?".to_owned(), |n| readable(n))))
        // The macros' descriptions are read by wasm-bindgen and removed
        .filter(|(_, name)| !name.contains("__wbindgen_describe") && !name.contains("wasm_bindgen::describe"))
        .collect();
    Ok(Contents { functions, data })
}

/// Without the hash, and without the linker's escapes.
fn readable(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// The crate and module that a function belongs to: the first path in its name that is not the standard library's, since
/// `core::slice::sort<troly::rules::Rule>` is code that the rules brought in.
fn owner(name: &str) -> String {
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let paths = || name.split(|c: char| !is_path(c)).filter(|p| p.contains("::") && !p.starts_with(':'));
    let foreign = paths().find(|p| !["core::", "alloc::", "std::", "hashbrown::"].iter().any(|s| p.starts_with(s)));
    let path = foreign.or_else(|| paths().next()).unwrap_or(name);
    path.split("::").take(2).collect::<Vec<_>>().join("::")
}

fn show(module: &Path) -> Result<()> {
    let bytes =
        fs::read(module).with_context(|| format!("{} is not built; run `cargo xtask build`", module.display()))?;
    let contents = read(&bytes)?;
    let total: usize = contents.functions.iter().map(|(size, _)| size).sum();
    let mut owners: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (size, name) in &contents.functions {
        let entry = owners.entry(owner(name)).or_default();
        *entry = (entry.0 + size, entry.1 + 1);
    }
    let mut owners: Vec<_> = owners.into_iter().collect();
    owners.sort_by_key(|o| std::cmp::Reverse(o.1));
    println!("\n{}: code {total}, data {}", module.file_name().unwrap_or_default().to_string_lossy(), contents.data);
    println!("\n{:>9}{:>7}{:>11}  code of", "bytes", "share", "functions");
    for (name, (size, count)) in owners.iter().take(SHOWN) {
        println!("{size:>9}{:>6.1}%{count:>11}  {name}", 100.0 * *size as f64 / total.max(1) as f64);
    }
    let mut functions = contents.functions;
    functions.sort_by(|a, b| b.cmp(a));
    println!("\n{:>9}  the largest functions", "bytes");
    for (size, name) in functions.iter().take(SHOWN) {
        println!("{size:>9}  {}", name.chars().take(140).collect::<String>());
    }
    // The same name many times is generic code, compiled once for each type that it is used with
    let mut same: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (size, name) in &functions {
        let entry = same.entry(name.split('<').next().unwrap_or_default().to_owned() + generic_end(name)).or_default();
        *entry = (entry.0 + size, entry.1 + 1);
    }
    let mut same: Vec<_> = same.into_iter().filter(|(_, (_, count))| *count > 2).collect();
    same.sort_by_key(|s| std::cmp::Reverse(s.1));
    println!("\n{:>9}{:>8}  copies of one generic function", "bytes", "copies");
    for (name, (size, count)) in same.iter().take(SHOWN) {
        println!("{size:>9}{count:>8}  {}", name.chars().take(120).collect::<String>());
    }
    Ok(())
}

/// What follows the last closing bracket: the method of `<T as Trait>::method`.
fn generic_end(name: &str) -> &str {
    name.rsplit_once('>').map_or("", |(_, end)| end)
}

/// Shows what the last release build of each module consists of: what is left of the element after its late parts were
/// taken out, those parts, the workers' and the package's.
pub fn run() -> Result<()> {
    let dir = root().join("target/bindgen/element");
    let is_part = |p: &PathBuf| p.extension().is_some_and(|e| e == "wasm") && !p.ends_with("element_bg.wasm");
    for part in dist::files(&dir)?.into_iter().filter(is_part) {
        show(&part)?;
    }
    let compiled = setup::wasm()?.target_dir().join(WASM);
    show(&compiled.join("fast/qr-worker.wasm"))?;
    show(&compiled.join("fast/address.wasm"))?;
    show(&compiled.join("fast/table.wasm"))?;
    show(&compiled.join("vault-worker/vault-worker.wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_belongs_to_who_brought_it_in() {
        for (name, expected) in [
            ("troly::rules::eval::Run::eval", "troly::rules"),
            ("<troly::ui::App as yew::html::component::Component>::view", "troly::ui"),
            ("core::slice::sort::stable::quicksort::<troly::rules::Rule>", "troly::rules"),
            ("alloc::raw_vec::finish_grow", "alloc::raw_vec"),
            ("memcpy", "memcpy"),
        ] {
            assert_eq!(owner(name), expected, "{name}");
        }
    }

    #[test]
    fn a_broken_module_is_an_error() {
        assert!(read(b"\0asm\x01\0\0\0\x0a\xff").is_err());
        assert!(read(b"\0asm\x01\0\0\0\x0a\x04\x01\x02\x00\x0b").is_ok_and(|c| c.functions == [(2, "?".to_owned())]));
    }
}
