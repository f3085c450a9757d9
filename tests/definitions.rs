//! Definitions as files: the official ones are read without a remark, the hostile ones are refused with the right one.

use std::{fs, path::PathBuf};
use troly::definition::{Definition, parse};

fn folder(name: &str) -> Vec<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(path)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no definition in {name}");
    files
}

fn procedure(path: &PathBuf) -> Definition {
    let text = fs::read_to_string(path).expect("a definition");
    parse(&text).unwrap_or_else(|remarks| {
        let lines: Vec<String> =
            remarks.iter().map(|d| format!("{} {} {:?}", d.code.code(), d.pointer, d.params)).collect();
        panic!("{}:\n{}", path.display(), lines.join("\n"))
    })
}

#[test]
fn the_official_procedures_are_read() {
    for path in folder("procedures") {
        let def = procedure(&path);
        assert_eq!(Some(&*def.id), path.file_stem().and_then(|s| s.to_str()));
    }
}
