//! Short names between a module and its script.
//!
//! wasm-bindgen calls every import by a name with a hash of 16 digits, and some exports by the full type of a closure. Both the
//! module and the script carry them, and hashes do not compress: measured on the element, 4.6 KB after brotli. The names
//! mean nothing to anybody else, so a release gets its own: `a`, `b`, …

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use crate::reader::Reader;

/// The name number `n`: `a` to `z`, `aa`, `ba`, …
fn short(mut n: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
        if n == 0 {
            return name;
        }
        n -= 1;
    }
}

fn put_number(out: &mut Vec<u8>, mut n: usize) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

/// Gives the module NAME and its script, as wasm-bindgen wrote them, short names. What another script (`other`) names
/// stays; exports that nobody uses go, and with wasm-opt what only they need.
pub fn shorten(name: &str, script: &str, module: &[u8], other: &str) -> Result<(String, Vec<u8>)> {
    let from = format!("./{name}_bg.js");
    let (mut imports, mut exports) = (BTreeMap::new(), BTreeMap::new());
    let mut out = module.get(..8).unwrap_or_default().to_vec();
    let mut reader = Reader::new(module);
    reader.at = out.len();
    while !reader.done() {
        let id = reader.byte()?;
        let bytes = reader.slice()?;
        let mut section = Reader::new(bytes);
        let mut entries = Vec::new();
        let mut count = 0;
        match id {
            2 => {
                count = section.number()?;
                for _ in 0..count {
                    let module = section.slice()?;
                    let old = section.text()?;
                    put(&mut entries, module);
                    if module == from.as_bytes() {
                        let new = short(imports.len());
                        put(&mut entries, new.as_bytes());
                        imports.insert(old, new);
                    } else {
                        put(&mut entries, old.as_bytes());
                    }
                    let start = section.at;
                    section.import()?;
                    entries.extend_from_slice(&bytes[start..section.at]);
                }
            }
            7 => {
                for _ in 0..section.number()? {
                    let old = section.text()?;
                    let start = section.at;
                    section.byte()?;
                    section.number()?;
                    let new = if words(other).any(|word| word == old) {
                        old
                    } else if named(script).any(|(_, word)| word == old) {
                        let new = short(exports.len());
                        exports.insert(old, new.clone());
                        new
                    } else {
                        continue;
                    };
                    put(&mut entries, new.as_bytes());
                    entries.extend_from_slice(&bytes[start..section.at]);
                    count += 1;
                }
            }
            _ => {
                out.push(id);
                put(&mut out, bytes);
                continue;
            }
        }
        let mut all = Vec::new();
        put_number(&mut all, count);
        all.extend(entries);
        out.push(id);
        put(&mut out, &all);
    }
    Ok((rename(script, &imports, &exports)?, out))
}

const OBJECT: &str = "wasm.";

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn words(script: &str) -> impl Iterator<Item = &str> {
    script.split(|c| !is_word(c))
}

/// The places of a script that name an export: `wasm.NAME`, as (where NAME begins, NAME).
fn named(script: &str) -> impl Iterator<Item = (usize, &str)> {
    script.match_indices(OBJECT).filter(|(at, _)| !script[..*at].ends_with(is_word)).map(|(at, _)| {
        let start = at + OBJECT.len();
        let rest = &script[start..];
        (start, &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())])
    })
}

/// Imports are keys of an object, each on a line of its own; exports are read as `wasm.NAME`.
fn rename(script: &str, imports: &BTreeMap<String, String>, exports: &BTreeMap<String, String>) -> Result<String> {
    let mut with_exports = String::with_capacity(script.len());
    let mut done = 0;
    for (start, name) in named(script) {
        if let Some(new) = exports.get(name) {
            with_exports += &script[done..start];
            with_exports += new;
            done = start + name.len();
        }
    }
    with_exports += &script[done..];
    let mut out = String::with_capacity(script.len());
    let mut found = 0;
    for line in with_exports.split_inclusive('\n') {
        match line.trim_start().split_once(": ").and_then(|(key, value)| Some((imports.get(key)?, value))) {
            Some((new, value)) => {
                out += new;
                out += ": ";
                out += value;
                found += 1;
            }
            None => out += line,
        }
    }
    if found != imports.len() {
        bail!("the script gives {found} of {} imports: wasm-bindgen has changed", imports.len());
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_differ() {
        let names: std::collections::BTreeSet<String> = (0..1000).map(short).collect();
        assert_eq!(names.len(), 1000);
        assert_eq!([0, 25, 26, 27].map(short), ["a", "z", "aa", "ba"]);
    }

    #[test]
    fn module_and_script_agree() -> Result<()> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        let section = |id: u8, entries: &[&[u8]]| {
            let mut body = vec![entries.len() as u8];
            entries.iter().for_each(|e| body.extend_from_slice(e));
            [vec![id, body.len() as u8], body].concat()
        };
        module.extend(section(
            2,
            &[b"\x09./m_bg.js\x05__f_1\x00\x00", b"\x06./x.js\x01g\x00\x00", b"\x09./m_bg.js\x05__h_2\x00\x01"],
        ));
        module.extend(section(7, &[b"\x06memory\x02\x00", b"\x06unused\x00\x00", b"\x04long\x00\x01"]));
        module.extend(section(10, &[]));
        let script =
            "{\n  __f_1: function() {},\n  __h_2: function() { wasm.long(wasm.memory, wasm.longer, xwasm.long); },\n}";
        let (script, short) = shorten("m", script, &module, "{ memory } = exports")?;
        assert_eq!(script, "{\na: function() {},\nb: function() { wasm.a(wasm.memory, wasm.longer, xwasm.long); },\n}");
        let mut wanted = b"\0asm\x01\0\0\0".to_vec();
        wanted.extend(section(
            2,
            &[b"\x09./m_bg.js\x01a\x00\x00", b"\x06./x.js\x01g\x00\x00", b"\x09./m_bg.js\x01b\x00\x01"],
        ));
        wanted.extend(section(7, &[b"\x06memory\x02\x00", b"\x01a\x00\x01"]));
        wanted.extend(section(10, &[]));
        assert_eq!(short, wanted);
        assert!(shorten("m", "{}", &module, "").is_err());
        Ok(())
    }
}
