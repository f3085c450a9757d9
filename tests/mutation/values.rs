//! What is wrong with a single value, whatever the others are.

use crate::{common::file, form::Stated};
use std::collections::BTreeSet;
use troly::{
    text::date::Precision,
    value::{IdentityDocument, Value},
};
use unicode_normalization::UnicodeNormalization;

/// Tables that the forms of numbers go by.
pub struct Tables {
    pub provinces: BTreeSet<u32>,
    pub mobile: BTreeSet<String>,
    pub areas: BTreeSet<String>,
    /// Prefixes of eleven digits, until 2018.
    pub old_mobile: BTreeSet<String>,
}

impl Tables {
    pub fn read() -> Tables {
        let rows = |name: &str| -> Vec<csv::StringRecord> {
            let text = file(&format!("data/{name}.csv"));
            csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.expect("a row")).collect()
        };
        let phones = rows("phone_mobile_prefixes");
        let old = phones.iter().filter_map(|r| Some(r[3].split_once(": ")?.1.get(..4)?.to_owned())).collect();
        Tables {
            provinces: rows("cccd_province_codes").iter().map(|r| r[0].parse().expect("a code")).collect(),
            mobile: phones.iter().map(|r| r[0].to_owned()).collect(),
            areas: rows("phone_landline_codes").iter().map(|r| r[0].to_owned()).collect(),
            old_mobile: old,
        }
    }

    /// A number that consists of digits: without what people put between them, or the code of what is wrong.
    pub fn digits(typed: &str, lengths: &[usize]) -> Result<String, &'static str> {
        let bare: String = typed.chars().filter(|c| !c.is_whitespace() && !"-./_·•,\u{200b}".contains(*c)).collect();
        let narrow = |c: char| char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c);
        let bare: String = bare.chars().map(|c| if ('０'..='９').contains(&c) { narrow(c) } else { c }).collect();
        if bare.is_empty() {
            Err("id.empty")
        } else if !bare.chars().all(|c| c.is_ascii_digit()) {
            Err("id.character")
        } else if !lengths.contains(&bare.len()) {
            Err("id.length")
        } else {
            Ok(bare)
        }
    }

    pub fn citizen_id(&self, typed: &str, out: &mut Vec<&'static str>) {
        match Tables::digits(typed, &[12]) {
            Err(code) => out.push(code),
            Ok(bare) => {
                out.extend((bare != typed).then_some("id.form"));
                let province: u32 = bare[..3].parse().expect("digits");
                if !self.provinces.contains(&province) {
                    let abroad = province > 100;
                    out.push(if abroad { "citizen-id.registered-abroad" } else { "citizen-id.unknown-province" });
                }
                out.extend((bare.as_bytes()[3] >= b'4').then_some("citizen-id.future-birth"));
            }
        }
    }

    /// Numbers within the country; the mutations make no others.
    pub fn phone(&self, typed: &str, out: &mut Vec<&'static str>) {
        let bare = match Tables::digits(typed, &[3, 8, 10, 11]) {
            Ok(bare) => bare,
            Err(code) => return out.push(code),
        };
        let mobile = |bare: &str| self.mobile.contains(&bare[..3]);
        let code = match bare.len() {
            8 | 10 if bare.starts_with("1800") || bare.starts_with("1900") => "phone.not-personal",
            _ if bare.starts_with("1800") || bare.starts_with("1900") => "id.length",
            3 if ("111"..="115").contains(&&*bare) => "phone.not-personal",
            3 | 8 => "id.length",
            _ if !bare.starts_with('0') => "phone.prefix",
            _ if bare.starts_with("02") => {
                // Behind the codes of two digits no number begins with 0 or 1.
                let two = self.areas.contains(&bare[..3]) && bare.as_bytes()[3] > b'1';
                let known = two || self.areas.contains(&bare[..4]);
                if !known {
                    "phone.prefix"
                } else if bare.len() != 11 {
                    "id.length"
                } else {
                    ""
                }
            }
            10 => {
                if mobile(&bare) {
                    ""
                } else {
                    "phone.prefix"
                }
            }
            _ if self.old_mobile.contains(&bare[..4]) => "phone.migrated",
            _ => {
                if mobile(&bare) {
                    "id.length"
                } else {
                    "phone.prefix"
                }
            }
        };
        let readable = matches!(code, "" | "phone.not-personal" | "phone.migrated");
        out.extend((readable && (bare != typed || code == "phone.migrated")).then_some("id.form"));
        out.extend((!code.is_empty()).then_some(code));
    }
}

pub fn email(typed: &str, out: &mut Vec<&'static str>) {
    let trimmed = typed.trim();
    let Some((local, domain)) = trimmed.split_once('@') else { return out.push("email.no-at") };
    let atoms = |part: &str, more: &str| {
        !part.is_empty()
            && part
                .split('.')
                .all(|atom| !atom.is_empty() && atom.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c)))
    };
    let labels = domain.split('.').all(|label| !label.starts_with('-') && !label.ends_with('-'));
    if !atoms(local, "!#$%&'*+-/=?^_`{|}~") || domain.is_empty() || !atoms(domain, "-") || !labels {
        return out.push(if domain.is_empty() && atoms(local, "+-_") { "email.domain" } else { "email.character" });
    }
    let top = domain.rsplit('.').next().unwrap_or_default();
    if !domain.contains('.') || top.len() < 2 || !top.chars().all(|c| c.is_ascii_alphabetic()) {
        return out.push("email.domain");
    }
    if local.len() > 64 {
        return out.push("id.too-long");
    }
    let stored = format!("{local}@{}", domain.to_ascii_lowercase());
    out.extend((stored != typed).then_some("id.form"));
    let common =
        ["gmail.com", "yahoo.com", "yahoo.com.vn", "outlook.com", "hotmail.com", "icloud.com", "outlook.com.vn"];
    let domain = domain.to_ascii_lowercase();
    if !common.contains(&&*domain) && common.iter().any(|c| slips(&domain, c) == 1) && typed.len() <= 100 {
        out.push("repair.email-domain");
    }
}

/// Letters to change, add, drop or swap with their neighbour (optimal string alignment).
pub fn slips(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let least = change.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if swap { least.min(table[i - 2][j - 2] + 1) } else { least }
            };
        }
    }
    table[a.len()][b.len()]
}

/// A date that was typed and cannot be read: day/month/year.
pub fn unread_date(typed: &str) -> &'static str {
    let parts: Vec<Option<u32>> = typed.split('/').map(|p| p.trim().parse().ok()).collect();
    match parts[..] {
        [Some(_), Some(m), Some(y)] if (1800..2200).contains(&y) && (1..=12).contains(&m) => "date.day",
        [Some(_), Some(_), Some(y)] if (1800..2200).contains(&y) => "date.month",
        [Some(_), Some(_), Some(y)] if (1000..10_000).contains(&y) => "date.year",
        _ => "date.form",
    }
}

pub fn name(stated: &Stated, name: &str, out: &mut Vec<&'static str>) {
    let sign = |c: char| " '’-.".contains(c) || ('\u{300}'..='\u{36f}').contains(&c);
    if !name.chars().all(|c| c.is_alphabetic() || sign(c)) {
        return out.push("person-name.characters");
    }
    if !name.chars().any(char::is_alphabetic) {
        return out.push("person-name.empty");
    }
    out.extend((!stated.part && !name.trim().contains(' ')).then_some("name.one-word"));
    let upper: String = name.to_uppercase().nfc().collect();
    if stated.upper {
        out.extend((upper != name).then_some("person-name.upper"));
    } else if name.split([' ', '-']).any(|word| word.starts_with(char::is_lowercase)) {
        out.push("person-name.capitals");
    }
}

/// What is wrong with a value, whatever the others are.
pub fn wrong(tables: &Tables, stated: &Stated, value: &Value) -> Vec<&'static str> {
    let mut out = Vec::new();
    let bound = |n: f64| match (stated.min, stated.max) {
        (Some(min), _) if n < min as f64 => Some("integer.too-small"),
        (_, Some(max)) if n > max as f64 => Some("integer.too-large"),
        _ => None,
    };
    match (&*stated.kind, value) {
        ("text" | "multiline" | "agency" | "person-name", Value::Text(t)) => {
            let length = t.chars().count() as i64;
            out.extend(stated.min.filter(|min| length < *min).map(|_| "text.too-short"));
            out.extend((length > stated.max.unwrap_or(5_000)).then_some("text.too-long"));
            match &*stated.kind {
                "person-name" => name(stated, t, &mut out),
                "multiline" => {}
                _ => out.extend(t.contains(['\n', '\r']).then_some("text.lines")),
            }
        }
        ("integer" | "money", Value::Int(n)) => out.extend(bound(*n as f64)),
        ("number", Value::Decimal(n)) => {
            out.extend(bound(*n));
            let scaled = n * 10f64.powi(stated.decimals as i32);
            let exact = (scaled - scaled.round()).abs() < 1e-6;
            out.extend((!exact && out.is_empty()).then_some("number.decimals"));
        }
        ("integer", Value::Text(_)) => out.push("integer.form"),
        ("money", Value::Text(_)) => out.push("money.form"),
        ("number", Value::Text(_)) => out.push("number.form"),
        ("date", Value::Text(t)) => out.push(unread_date(t)),
        ("date", Value::Date(d)) => match (&*stated.precision, d.precision()) {
            ("day", Precision::Year | Precision::Month) => out.push("date.needs-day"),
            ("month", Precision::Year) => out.push("date.needs-month"),
            _ => {}
        },
        ("yes-no" | "declaration", Value::Bool(_)) => {}
        ("choice" | "sex", Value::Text(t)) => {
            out.extend((!stated.options.contains(&**t)).then_some("choice.unknown"));
        }
        ("citizen-id", Value::Text(t)) => tables.citizen_id(t, &mut out),
        ("phone", Value::Text(t)) => tables.phone(t, &mut out),
        ("email", Value::Text(t)) => email(t, &mut out),
        ("address", Value::Address(a)) => {
            let code =
                |code: &str, n: usize| code.is_empty() || code.len() == n && code.bytes().all(|b| b.is_ascii_digit());
            if !code(&a.commune, 5) || !code(&a.province, 2) {
                out.push("address.code");
            } else if a.commune.is_empty() {
                let abroad = a.province.is_empty() && a.old.is_empty();
                out.push(if abroad { "address.no-commune" } else { "address.incomplete" });
            }
        }
        ("identity-document", Value::Document(d)) => paper(tables, d, &mut out),
        _ => out.push("value.type"),
    }
    out
}

pub fn paper(tables: &Tables, d: &IdentityDocument, out: &mut Vec<&'static str>) {
    let number = d.number.trim();
    match &*d.kind {
        "" => return out.push("document.no-kind"),
        "can-cuoc" | "cccd" | "cmnd" | "passport" | "birth-certificate" | "other" if number.is_empty() => {
            return out.push("document.no-number");
        }
        "can-cuoc" | "cccd" => tables.citizen_id(&d.number, out),
        "cmnd" => match Tables::digits(&d.number, &[9]) {
            Ok(bare) => out.extend((bare != d.number).then_some("id.form")),
            Err(code) => out.push(code),
        },
        "passport" | "birth-certificate" | "other" => {
            if d.number.chars().count() > 50 {
                out.push("text.too-long");
            } else if d.kind == "passport" && !d.number.chars().all(|c| c.is_ascii_alphanumeric()) {
                out.push("document.passport");
            }
        }
        _ => return out.push("document.kind"),
    }
    out.extend((d.issued_by.trim().is_empty() || d.issued_on.is_none()).then_some("document.issue"));
}
