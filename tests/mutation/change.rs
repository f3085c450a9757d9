//! The mutations.

use crate::form::{Form, Stated};
use std::rc::Rc;
use time::Duration;
use troly::{
    definition::{Definition, Field, FieldType, Path},
    dossier::{Action, Dossier},
    text::date::PartialDate,
    typed,
    value::{Address, IdentityDocument, Value},
};
use unicode_normalization::UnicodeNormalization;

/// What a mutation is known to do, besides what the oracle says of it.
pub enum Effect {
    /// Whatever follows.
    Any,
    /// This is wrong now, if the box is shown.
    Breaks(&'static str),
    /// It says the same as before: typed another way, stored the same.
    Nothing,
}

pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// One character of a text, changed by `f`: dropped, doubled, replaced.
    pub fn at(&mut self, text: &str, f: impl Fn(char) -> String) -> String {
        let at = self.below(text.chars().count().max(1));
        text.chars().enumerate().map(|(i, c)| if i == at { f(c) } else { c.to_string() }).collect()
    }

    /// As people copy it: with blanks around and more than one between words, with characters that nobody sees.
    pub fn spaced(&mut self, text: &str) -> String {
        let blank = self.pick(&["  ", " \u{a0}", "\t ", " \u{200b}", "\u{feff} "]);
        let (before, after) = (self.pick(&["", " ", "\u{a0}", "\u{200b}"]), self.pick(&["", " ", "\t", "\u{ad}"]));
        format!("{before}{}{after}", text.replace(' ', blank))
    }
}

/// What a person leaves in a box after typing this.
pub fn typed_in(field: &Field, parts: &[&str], before: Option<&Value>) -> Option<Value> {
    let parts: Vec<String> = parts.iter().map(|p| (*p).to_owned()).collect();
    typed::value_of(field.kind, &parts, before).map(|value| typed::tidy(field, value))
}

pub const NAMES: [&str; 6] = ["NGUYỄN VĂN AN", "Trần Thị Bình", "H'Bia Niê", "Lê", "Y-Thanh Ê Ban", "Đỗ Ánh"];

/// Another value for a box, and what it does.
pub fn other_value(r: &mut Random, field: &Field, stated: &Stated, now: Option<&Value>) -> (Option<Value>, Effect) {
    use Effect::{Any, Breaks, Nothing};
    let text = |t: &str| Some(Value::Text(t.into()));
    let old = now.and_then(Value::as_text).unwrap_or_default().to_owned();
    let again = |r: &mut Random| {
        // What was typed raw by an earlier mutation is not there in its stored form.
        let stored = !old.is_empty() && now.cloned().map(|v| typed::tidy(field, v)).as_ref() == now;
        stored.then(|| if r.below(2) == 0 { r.spaced(&old) } else { old.nfd().collect() })
    };
    let max = stated.max.unwrap_or(5_000).max(1) as usize;
    match field.kind {
        FieldType::Text | FieldType::Multiline | FieldType::Agency | FieldType::PersonName => match r.below(9) {
            0 => (typed_in(field, &[&"Ạ".repeat(max + 1 + r.below(9))], None), Breaks("text.too-long")),
            1 => (typed_in(field, &[&"Ạ".repeat(max)], None), Any),
            2 | 8 => match again(r) {
                Some(again) => (typed_in(field, &[&again], None), Nothing),
                None => (text("x"), Any),
            },
            3 if field.kind == FieldType::PersonName => {
                let bad = r.pick(&["1", "@", "_", "😀", "(", "\u{2028}", "／"]);
                let name = r.pick(&NAMES);
                (text(&r.at(name, |c| format!("{c}{bad}"))), Breaks("person-name.characters"))
            }
            4 if field.kind == FieldType::PersonName => (text(r.pick(&["-", "' .", "."])), Breaks("person-name.empty")),
            5 if field.kind == FieldType::PersonName => {
                // Capitals are put right when the box is left; raw they stay.
                let lower = old.to_lowercase();
                (if r.below(2) == 0 { typed_in(field, &[&lower], None) } else { text(&format!("{lower} b")) }, Any)
            }
            6 if matches!(field.kind, FieldType::Text | FieldType::Agency) => {
                (text(r.pick(&["a\nb", "a\rb", "một\r\nhai"])), Breaks("text.lines"))
            }
            7 => (typed_in(field, &["một\nhai"], None), Any),
            _ => (typed_in(field, &[r.pick(&NAMES)], None), Any),
        },
        FieldType::Integer | FieldType::Money | FieldType::Number => {
            let form = match field.kind {
                FieldType::Integer => "integer.form",
                FieldType::Money => "money.form",
                _ => "number.form",
            };
            let (min, top) = (stated.min.unwrap_or(0), stated.max.unwrap_or(1_000));
            match r.below(7) {
                0 => (typed_in(field, &[&(min - 1).to_string()], None), Breaks("integer.too-small")),
                1 if stated.max.is_some() => {
                    (typed_in(field, &[&(top + 1).to_string()], None), Breaks("integer.too-large"))
                }
                2 => (typed_in(field, &[r.pick(&["hai", "12a", "--1", "1e"])], None), Breaks(form)),
                3 if field.kind == FieldType::Number => {
                    (typed_in(field, &[&format!("{},125", min + 1)], None), Breaks("number.decimals"))
                }
                4 if field.kind == FieldType::Number => (typed_in(field, &[&format!("{min},25")], None), Any),
                5 => (typed_in(field, &[&format!(" {} ", min + 1)], None), Any),
                _ => (typed_in(field, &[&(min + r.below((top - min + 1) as usize) as i64).to_string()], None), Any),
            }
        }
        FieldType::Date => {
            let date = now.and_then(Value::as_date);
            match r.below(11) {
                0 => (typed_in(field, &["31", r.pick(&["2", "4", "11"]), "2026"], None), Breaks("date.day")),
                1 => (typed_in(field, &["1", r.pick(&["13", "0"]), "2026"], None), Breaks("date.month")),
                2 => (typed_in(field, &["1", "2", r.pick(&["1799", "2200", "9999"])], None), Breaks("date.year")),
                3 => (typed_in(field, &[r.pick(&["5", "99", "0"]), "", ""], None), Breaks("date.form")),
                4 if stated.precision == "day" => {
                    (typed_in(field, &["", r.pick(&["", "7"]), "1990"], None), Breaks("date.needs-day"))
                }
                4 if stated.precision == "month" => {
                    (typed_in(field, &["", "", "1990"], None), Breaks("date.needs-month"))
                }
                4 | 5 => (typed_in(field, &["", r.pick(&["", "7"]), r.pick(&["1958", "2008", "2026"])], None), Any),
                6 => match date {
                    // Written as on paper, in one box, with zeros or without.
                    Some(date) => {
                        let written = date.to_vietnamese();
                        let written = if r.below(2) == 0 { written.replace('/', ".") } else { written };
                        (typed_in(field, &[&written, "", ""], None), Nothing)
                    }
                    None => (typed_in(field, &["05/03/2026", "", ""], None), Any),
                },
                7 | 8 => {
                    let day = date.and_then(PartialDate::to_day);
                    let days = [-1, 1, -30, 30, -365, 365, -6_570, 6_570, 20_000][r.below(9)];
                    let day = day.and_then(|d| d.checked_add(Duration::days(days)));
                    let there = day.filter(|d| (1800..2200).contains(&d.year()));
                    (there.map(|d| Value::Date(d.into())), Any)
                }
                9 => (typed_in(field, &["22", "11", r.pick(&["2026", "2008", "2010", "1900", "2027"])], None), Any),
                _ => (
                    typed_in(
                        field,
                        &[
                            &(1 + r.below(28)).to_string(),
                            &(1 + r.below(12)).to_string(),
                            &(1930 + r.below(100)).to_string(),
                        ],
                        None,
                    ),
                    Any,
                ),
            }
        }
        // A text there is refused when data are read, and no box gives one.
        FieldType::YesNo | FieldType::Declaration => (Some(Value::Bool(now != Some(&Value::Bool(true)))), Any),
        FieldType::Choice | FieldType::Sex => match r.below(5) {
            0 => (text(r.pick(&["nope", "Nope 1", "0", "?"])), Breaks("choice.unknown")),
            1 => {
                // What people read in place of the code.
                let label = &field.options[r.below(field.options.len())].label.vi;
                (Some(Value::Text(label.clone())), Any)
            }
            2 => (text(&format!("{old}x")), Breaks("choice.unknown")),
            _ => (Some(Value::Text(field.options[r.below(field.options.len())].value.clone())), Any),
        },
        FieldType::CitizenId => {
            let good = r.pick(&["079190000017", "001085000028", "079225000039", "040090004321", "079300001234"]);
            let number = if old.len() == 12 && old.bytes().all(|b| b.is_ascii_digit()) { &*old } else { good };
            match r.below(9) {
                0 => (typed_in(field, &[&r.at(number, |_| String::new())], None), Breaks("id.length")),
                1 => (typed_in(field, &[&r.at(number, |c| format!("{c}7"))], None), Breaks("id.length")),
                2 => {
                    let wrong = r.pick(&["O", "l", "x", "٣", "+"]);
                    (typed_in(field, &[&r.at(number, |_| wrong.to_owned())], None), Breaks("id.character"))
                }
                3 => {
                    let by = r.pick(&[" ", ".", "-", "\u{a0}", "\u{200b}"]);
                    let apart = [&number[..3], &number[3..6], &number[6..]].join(by);
                    let effect = if now.is_some_and(|v| v.as_text() == Some(number)) { Nothing } else { Any };
                    (typed_in(field, &[&apart], None), effect)
                }
                4 => (text(&format!("{} {}", &number[..3], &number[3..])), Breaks("id.form")),
                5 => (
                    text(&format!("{}{}", r.pick(&["003", "000"]), &number[3..])),
                    Breaks("citizen-id.unknown-province"),
                ),
                6 => (
                    text(&format!("{}{}{}", &number[..3], r.pick(&["4", "9"]), &number[4..])),
                    Breaks("citizen-id.future-birth"),
                ),
                7 => (text(&r.at(number, |c| if c == '9' { "0".to_owned() } else { "9".to_owned() })), Any),
                _ => (text(good), Any),
            }
        }
        FieldType::Phone => match r.below(9) {
            0 => (typed_in(field, &["090312345"], None), Breaks("id.length")),
            1 => (typed_in(field, &["09031234567"], None), Breaks("id.length")),
            2 => (typed_in(field, &[r.pick(&["0903123x56", "O903123456"])], None), Breaks("id.character")),
            3 => {
                (typed_in(field, &[r.pick(&["0301234567", "1903123456", "02001234567"])], None), Breaks("phone.prefix"))
            }
            4 => (typed_in(field, &[r.pick(&["113", "19001234", "1800599920"])], None), Breaks("phone.not-personal")),
            5 => (text(r.pick(&["0903 123 456", "028.3829.1234", "01203123456"])), Breaks("id.form")),
            6 => (typed_in(field, &[r.pick(&["+84 903-123-456", "01203123456", "(028) 3829 1234"])], None), Any),
            7 if old.len() == 10 && old.bytes().all(|b| b.is_ascii_digit()) => {
                let apart = format!(" {}.{} {}", &old[..4], &old[4..7], &old[7..]);
                (
                    typed_in(field, &[&apart], None),
                    if ["090", "091", "098"].contains(&&old[..3]) { Nothing } else { Any },
                )
            }
            _ => (text(r.pick(&["0903123456", "02838291234", "0703123456"])), Any),
        },
        FieldType::Email => match r.below(6) {
            0 => (typed_in(field, &["an.example.vn"], None), Breaks("email.no-at")),
            1 => (
                typed_in(field, &[r.pick(&["a b@example.vn", "ân@example.vn", "a@b@c.vn", "a..b@x.vn"])], None),
                Breaks("email.character"),
            ),
            2 => (typed_in(field, &[r.pick(&["an@example", "an@example.v", "an@"])], None), Breaks("email.domain")),
            3 => (
                typed_in(field, &[r.pick(&["an@gmial.com", "an@gmail.con", "an@yaho.com"])], None),
                Breaks("repair.email-domain"),
            ),
            4 => (typed_in(field, &[" an.b+c@Example.VN "], None), Any),
            _ => (text(r.pick(&["an@example.com", "a.b+c@example.com.vn", "an@gmail.com"])), Any),
        },
        FieldType::Address => {
            let mut address = match now {
                Some(Value::Address(a)) => (**a).clone(),
                _ => Address::default(),
            };
            let effect = match r.below(9) {
                0 => {
                    address.commune = r.pick(&["2674", "267400", "2674O", "x"]).into();
                    Breaks("address.code")
                }
                1 => {
                    address.province = r.pick(&["7", "079", "HN"]).into();
                    Breaks("address.code")
                }
                2 => {
                    address = Address { commune: String::new(), province: "79".into(), ..address };
                    Breaks("address.incomplete")
                }
                3 => {
                    address = Address { detail: "1 Main Street, Springfield".into(), ..Address::default() };
                    Breaks("address.no-commune")
                }
                4 => {
                    address = Address {
                        old: "Phường Bến Nghé, Quận 1".into(),
                        commune: String::new(),
                        province: String::new(),
                        ..address
                    };
                    Breaks("address.incomplete")
                }
                5 => {
                    address.commune = r.pick(&["26740", "26737", "00004"]).into();
                    Any
                }
                6 => {
                    address.old = r.pick(&["", "12 Nguyễn Huệ, Quận 1"]).into();
                    Any
                }
                _ => {
                    address.detail = r.pick(&["12 Nguyễn Huệ", "Thôn 3", "45 Hai Bà Trưng"]).into();
                    Any
                }
            };
            (Some(Value::Address(Rc::new(address))), effect)
        }
        FieldType::IdentityDocument => {
            let mut paper = match now {
                Some(Value::Document(d)) => (**d).clone(),
                _ => IdentityDocument {
                    kind: "cccd".into(),
                    number: "079190000017".into(),
                    ..IdentityDocument::default()
                },
            };
            let issued = paper.issued_on;
            let day = move |d: Option<PartialDate>| {
                let [day, month, year] = d.map_or([String::new(), String::new(), String::new()], |d| {
                    [d.day(), d.month()]
                        .map(|n| n.map(|n| n.to_string()).unwrap_or_default())
                        .into_iter()
                        .chain([d.year().to_string()])
                        .collect::<Vec<_>>()
                        .try_into()
                        .expect("three")
                });
                [day, month, year]
            };
            let effect = match r.below(11) {
                0 => {
                    paper.kind = r.pick(&["giay-to", "CCCD", "visa"]).into();
                    Breaks("document.kind")
                }
                1 => {
                    paper.kind = String::new();
                    Breaks("document.no-kind")
                }
                2 if !paper.kind.is_empty() => {
                    paper.number = String::new();
                    let known = typed::DOCUMENT_KINDS.contains(&&*paper.kind);
                    if known { Breaks("document.no-number") } else { Any }
                }
                3 => {
                    paper = IdentityDocument {
                        kind: "cmnd".into(),
                        number: r.pick(&["02345678", "0234567890"]).into(),
                        ..paper
                    };
                    Breaks("id.length")
                }
                4 => {
                    paper = IdentityDocument { kind: "cccd".into(), number: "07919000001".into(), ..paper };
                    Breaks("id.length")
                }
                5 => {
                    paper = IdentityDocument {
                        kind: "passport".into(),
                        number: r.pick(&["C123-4567", "Ố1234567"]).into(),
                        ..paper
                    };
                    Breaks("document.passport")
                }
                6 => {
                    paper = IdentityDocument { kind: "other".into(), number: "9".repeat(51), ..paper };
                    Breaks("text.too-long")
                }
                7 => {
                    let number =
                        format!("{} {}", paper.number.get(..3).unwrap_or("012"), paper.number.get(3..).unwrap_or("3"));
                    let [d, m, y] = day(issued);
                    let same = now.is_some_and(|v| matches!(v, Value::Document(d) if typed::DOCUMENT_KINDS[..3].contains(&&*d.kind) && d.number.bytes().all(|b| b.is_ascii_digit()) && d.number.len() > 8));
                    let value = typed_in(field, &[&paper.kind, &number, &d, &m, &y, &paper.issued_by], None);
                    return (value, if same { Nothing } else { Any });
                }
                8 => {
                    paper.issued_by = String::new();
                    Any
                }
                9 => {
                    let days = [-10_000, -1, 1, 10_000][r.below(4)];
                    let moved = issued.and_then(PartialDate::to_day).and_then(|d| d.checked_add(Duration::days(days)));
                    paper.issued_on = moved.filter(|d| (1800..2200).contains(&d.year())).map(Into::into);
                    Any
                }
                _ => {
                    let (kind, number) = [
                        ("can-cuoc", "079190000017"),
                        ("cmnd", "023456789"),
                        ("passport", "C1234567"),
                        ("other", "12/GX-2026"),
                    ][r.below(4)];
                    paper = IdentityDocument { kind: kind.into(), number: number.into(), ..paper };
                    Any
                }
            };
            (Some(Value::Document(Rc::new(paper))), effect)
        }
        _ => (None, Any),
    }
}

/// Does one thing to a dossier. What it is known to do, and where.
pub fn mutate(r: &mut Random, form: &Form, definition: &Definition, dossier: &mut Dossier) -> (Effect, Option<Path>) {
    let groups: Vec<&Stated> = form.fields.iter().filter(|f| f.kind == "group").collect();
    match r.below(24) {
        0 if !groups.is_empty() => {
            let group = &groups[r.below(groups.len())].id;
            dossier.reduce(Action::AddRow(group.as_str().into()));
            return (Effect::Any, None);
        }
        1 if !groups.is_empty() => {
            let group = &groups[r.below(groups.len())].id;
            let rows = dossier.rows(group);
            if let Some(row) = (!rows.is_empty()).then(|| rows[r.below(rows.len())].clone()) {
                dossier.reduce(Action::RemoveRow { group: group.as_str().into(), row });
            }
            return (Effect::Any, None);
        }
        2 => {
            dossier.reduce(if r.below(3) == 0 { Action::Redo } else { Action::Undo });
            return (Effect::Any, None);
        }
        _ => {}
    }
    let places: Vec<Path> = dossier.answers().map(|(path, _)| path.clone()).collect();
    let mut path = places[r.below(places.len())].clone();
    for _ in 0..3 {
        let signature = dossier.field_at(&path).is_some_and(|f| f.kind == FieldType::Signature);
        if dossier.visible(&path) && !signature {
            break;
        }
        path = places[r.below(places.len())].clone();
    }
    let (ix, field) = definition.field_at(&path).expect("a field");
    if field.kind == FieldType::Signature {
        return (Effect::Any, None);
    }
    let now = dossier.answer(&path).and_then(|a| a.value.clone());
    let (value, effect) = match r.below(8) {
        0 => (None, Effect::Any),
        1 => {
            // The value of another box of this type: of another person, of another row.
            let alike = |p: &&Path| dossier.field_at(p).is_some_and(|f| f.kind == field.kind) && **p != path;
            let others: Vec<&Path> = places.iter().filter(alike).collect();
            if others.is_empty() {
                (None, Effect::Any)
            } else {
                let other = others[r.below(others.len())].clone();
                let theirs = dossier.answer(&other).and_then(|a| a.value.clone());
                if r.below(2) == 0 {
                    dossier.reduce(Action::Edit { path: other, value: now.clone() });
                }
                (theirs, Effect::Any)
            }
        }
        _ => other_value(r, field, &form.fields[ix.0 as usize], now.as_ref()),
    };
    // What a mutation would do to a box that nobody can change it does not do.
    let effect = if dossier.locked(&path) { Effect::Any } else { effect };
    let effect = match (effect, dossier.answer(&path)) {
        (Effect::Nothing, Some(answer)) => {
            assert_eq!(
                answer.value,
                value,
                "{}: {}: typed another way, it is stored otherwise",
                definition.id,
                path.as_str()
            );
            Effect::Nothing
        }
        (effect, _) => effect,
    };
    dossier.reduce(Action::Edit { path: path.clone(), value });
    (effect, Some(path))
}
