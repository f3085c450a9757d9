//! Attached files: how many, of which types (by content, not by name), how large, how named. The content stays with the page.

use super::Problem;
use crate::{
    definition::Field,
    text::number,
    value::{FileInfo, Value},
};
use std::rc::Rc;

/// A type of file that can be asked for.
pub struct FileKind {
    /// As definitions name it; also the usual ending.
    pub name: &'static str,
    /// Media type (IANA).
    pub media: &'static str,
    /// Another ending in use.
    other: &'static str,
    /// How the content begins, where that says it.
    magic: &'static [u8],
}

const fn kind(name: &'static str, media: &'static str, other: &'static str, magic: &'static [u8]) -> FileKind {
    FileKind { name, media, other, magic }
}

const OFFICE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
const ZIP: &[u8] = b"PK\x03\x04";

/// The types that portals ask for. Several begin alike (all new Office files are ZIP files): the name decides among those.
pub static FILE_KINDS: [FileKind; 11] = [
    kind("pdf", "application/pdf", "", b"%PDF-"),
    kind("jpg", "image/jpeg", "jpeg", &[0xFF, 0xD8, 0xFF]),
    kind("png", "image/png", "", &[0x89, b'P', b'N', b'G']),
    kind("webp", "image/webp", "", b"RIFF"),
    kind("heic", "image/heic", "heif", b""),
    kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", ZIP),
    kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "", ZIP),
    kind("doc", "application/msword", "", OFFICE),
    kind("xls", "application/vnd.ms-excel", "", OFFICE),
    kind("xml", "application/xml", "", b""),
    kind("zip", "application/zip", "", ZIP),
];

/// What an attachment takes when its definition does not say.
pub const DEFAULT_KINDS: [&str; 3] = ["pdf", "jpg", "png"];

impl FileKind {
    fn ends(&self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        ending.eq_ignore_ascii_case(self.name) || (!self.other.is_empty() && ending.eq_ignore_ascii_case(self.other))
    }

    /// The name's ending and its other spelling, as `accept` of a file input wants them: `.jpg,.jpeg,`.
    pub fn endings(&self) -> String {
        let other = if self.other.is_empty() { String::new() } else { [".", self.other, ","].concat() };
        [".", self.name, ",", &other].concat()
    }
}

/// The media type of a file by how it begins and, where that leaves several, by its name. Empty when neither says it.
///
/// A name alone is believed only where the content has no mark (XML, HEIC): `photo.pdf` that begins like a picture is one.
pub fn media_type(name: &str, begin: &[u8]) -> &'static str {
    let marked = || FILE_KINDS.iter().filter(|k| !k.magic.is_empty() && begin.starts_with(k.magic));
    let named = || FILE_KINDS.iter().filter(|k| k.ends(name));
    let heic = begin.get(4..8) == Some(b"ftyp");
    let by_mark = marked().find(|k| k.ends(name)).or_else(|| marked().next_back());
    let found = match by_mark {
        Some(found) if found.name == "webp" && begin.get(8..12) != Some(b"WEBP") => None,
        Some(found) => Some(found),
        None => named().find(|k| if k.name == "heic" { heic } else { k.magic.is_empty() && plain(begin) }),
    };
    found.map_or("", |k| k.media)
}

/// Whether something may be text: XML begins with `<`, after a byte order mark and blanks.
fn plain(begin: &[u8]) -> bool {
    let text = begin.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(begin);
    text.trim_ascii_start().starts_with(b"<")
}

/// The types that a field takes.
pub fn kinds(field: &Field) -> impl Iterator<Item = &'static FileKind> {
    let takes = |k: &&FileKind| match &*field.types {
        [] => DEFAULT_KINDS.contains(&k.name),
        types => types.iter().any(|t| **t == *k.name),
    };
    FILE_KINDS.iter().filter(takes)
}

/// A size as people read it: "812 KB", "4,6 MB".
pub fn size(bytes: u64) -> String {
    const UNIT: u64 = 1024;
    if bytes < UNIT {
        return [&*bytes.to_string(), " byte"].concat();
    }
    let kilo = bytes.div_ceil(UNIT);
    if kilo < UNIT {
        return [&*kilo.to_string(), " KB"].concat();
    }
    // Rounded up: a file that is shown as 5 MB must not be larger than 5 MB.
    let tenths = (kilo * 10).div_ceil(UNIT);
    [&*number::shown(tenths as f64 / 10.0), " MB"].concat()
}

/// Whether a name shows what it is: no characters that turn or hide a part of it ("gpj.exe" read backwards), no path.
fn honest(name: &str) -> bool {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '/' | '\\' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    !name.trim().is_empty() && !name.contains(hides)
}

pub(super) fn check(field: &Field, files: &[FileInfo], out: &mut Vec<Problem>) {
    let wrong = |code: &'static str, file: &FileInfo| Problem::error(code).with("file", file.name.clone());
    for (i, file) in files.iter().enumerate() {
        if files[..i].iter().any(|f| (&f.name, f.size) == (&file.name, file.size)) {
            let mut rest = files.to_vec();
            rest.remove(i);
            out.push(wrong("attachment.twice", file).fix(Some(Value::Files(rest.into()))));
        }
        if !honest(&file.name) {
            out.push(Problem::error("attachment.name").with("number", (i + 1).to_string()));
        } else if file.size == 0 {
            out.push(wrong("attachment.empty", file));
        } else if !kinds(field).any(|k| *k.media == *file.media) {
            let types: Vec<String> = kinds(field).map(|k| k.name.to_ascii_uppercase()).collect();
            out.push(wrong("attachment.type", file).with("types", types.join(", ")));
        } else if !kinds(field).any(|k| *k.media == *file.media && k.ends(&file.name)) {
            // A receiver who goes by the name would not find it to be what it is.
            let kind = FILE_KINDS.iter().find(|k| *k.media == *file.media).map_or("", |k| k.name);
            out.push(wrong("attachment.ending", file).with("type", kind.to_ascii_uppercase()));
        }
        if let Some(max) = field.max_size.filter(|max| file.size > *max) {
            out.push(wrong("attachment.size", file).with("max", size(max)).with("found", size(file.size)));
        }
    }
    let found = || files.len().to_string();
    let n = files.len() as i64;
    if let Some(min) = field.min.filter(|min| n < *min) {
        out.push(Problem::error("attachment.too-few").with("min", min.to_string()).with("found", found()));
    } else if let Some(max) = field.max.filter(|max| n > *max) {
        out.push(Problem::error("attachment.too-many").with("max", max.to_string()).with("found", found()));
    }
}

/// A file whose content the page does not have (any more): a draft was opened, which has the names alone.
pub(super) fn gone(file: &FileInfo) -> Problem {
    Problem::error("attachment.gone").with("file", Rc::clone(&file.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_says_what_a_file_is() {
        for (name, begin, media) in [
            ("a.pdf", &b"%PDF-1.7"[..], "application/pdf"),
            ("a.pdf", b"\x89PNG\r\n", "image/png"),
            ("A.JPEG", b"\xFF\xD8\xFF\xE0", "image/jpeg"),
            ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
            ("a.webp", b"RIFF\0\0\0\0WAVEfmt ", ""),
            ("a.heic", b"\0\0\0\x18ftypheic", "image/heic"),
            ("a.heic", b"\0\0\0\0\0", ""),
            ("a.docx", b"PK\x03\x04..", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("a.xlsx", b"PK\x03\x04..", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("a.apk", b"PK\x03\x04..", "application/zip"),
            ("a.xls", b"\xD0\xCF\x11\xE0\xA1\xB1", "application/vnd.ms-excel"),
            ("a.xml", b"\xEF\xBB\xBF \n<a/>", "application/xml"),
            ("a.xml", b"MZ\x90", ""),
            ("a.pdf", b"MZ\x90", ""),
            ("noending", b"", ""),
        ] {
            assert_eq!(media_type(name, begin), media, "{name}");
        }
    }

    #[test]
    fn sizes_are_never_shown_smaller_than_they_are() {
        for (bytes, shown) in [
            (0, "0 byte"),
            (1023, "1023 byte"),
            (1024, "1 KB"),
            (1025, "2 KB"),
            (5 << 20, "5 MB"),
            ((5 << 20) + 1, "5,1 MB"),
            (1 << 30, "1024 MB"),
        ] {
            assert_eq!(size(bytes), shown);
        }
    }
}
