//! Our verdict on a dossier's data against the `jsonschema` crate's on the derived schema, for every official procedure.
//!
//! `TROLY_SCHEMA_CASES` sets how many dossiers (default 100,000), `TROLY_SCHEMA_SEED` which ones.

use std::{fs, path::PathBuf};
use troly::{
    definition::{Definition, Draft, Field, FieldIx, FieldType, Severity, When, parse, schema},
    json::Json,
    text::date::{Day, Precision},
    validate::{Data, attachment, check, export},
};

fn procedures() -> Vec<Definition> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("procedures");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("procedures").map(|e| e.expect("an entry").path()).collect();
    files.sort();
    // Every type of box, also those that no official form has yet
    let more = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/definitions");
    files.extend(["all-types.json", "nested.json"].map(|name| more.join(name)));
    files.iter().map(|p| parse(&fs::read_to_string(p).expect("a file")).expect("a definition")).collect()
}

fn today() -> Day {
    Day::from_calendar_date(2026, time::Month::November, 21).expect("a day")
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A good answer to a field.
    fn answer(&mut self, field: &Field) -> Option<Json> {
        Some(match field.kind {
            FieldType::Note | FieldType::Signature | FieldType::Group => return None,
            FieldType::Text | FieldType::Agency => {
                let text = self.pick(&["UBND phường Sài Gòn", "x", "12/3 “a” <b>"]);
                Json::text(if field.max.is_some_and(|max| text.chars().count() as i64 > max) { "x" } else { text })
            }
            FieldType::Multiline => Json::text(self.pick(&["Một dòng", "Hai\ndòng"])),
            FieldType::Integer | FieldType::Money => Json::Int(field.min.unwrap_or(0) + self.below(3) as i64),
            FieldType::Number => [Json::Int(field.min.unwrap_or(0)), Json::Float(field.min.unwrap_or(0) as f64 + 1.5)]
                [self.below(2)]
            .clone(),
            FieldType::DateTime => Json::text(self.pick(&["2026-11-27T14:05", "1999-01-01T00:00"])),
            FieldType::Identifier => {
                let kind = field.kind_of.as_deref().and_then(troly::identity::kind).expect("a kind of the list");
                let read = (kind.check)(kind.example).unwrap_or_else(|_| panic!("{}", kind.code));
                Json::text(&read.stored)
            }
            FieldType::Choices => {
                let few = field.min.unwrap_or(1).max(1) as usize;
                let some = field.options.iter().take(few + self.below(2)).map(|o| Json::Text(o.value.clone()));
                Json::Array(some.take(field.max.unwrap_or(99) as usize).collect())
            }
            FieldType::Attachment => {
                let file = |(i, name): (usize, &str)| {
                    let kind = attachment::kinds(field).find(|k| name.ends_with(k.name)).map_or("", |k| k.media);
                    let texts = [("id", format!("{i}a")), ("name", name.to_owned()), ("type", kind.to_owned())];
                    let size = Json::Int(1 + (i as i64) * 1000);
                    Json::object(texts.iter().map(|(k, t)| (*k, Json::text(t))).chain([("size", size)]))
                };
                let few = field.min.unwrap_or(1).max(1) as usize + self.below(2);
                let names = ["Giấy chứng sinh.pdf", "ảnh 1.jpg", "c.png"];
                let most = field.max.unwrap_or(3) as usize;
                Json::Array(names.into_iter().enumerate().take(few.min(most)).map(file).collect())
            }
            FieldType::Date => {
                let dates: &[&str] = match field.precision {
                    Precision::Day => &["2026-10-01", "1990-02-28", "2024-02-29"],
                    Precision::Month => &["2026-10-01", "1990-02"],
                    Precision::Year => &["2026-10-01", "1990-02", "1958"],
                };
                Json::text(self.pick(dates))
            }
            FieldType::YesNo => Json::Bool(self.below(2) == 0),
            FieldType::Declaration => Json::Bool(true),
            FieldType::Choice if field.of_communes() => Json::text(self.pick(&["26740", "00004"])),
            FieldType::Choice | FieldType::Sex => {
                Json::Text(field.options[self.below(field.options.len())].value.clone())
            }
            FieldType::PersonName => Json::text(self.pick(&["NGUYỄN VĂN AN", "H'Bia Niê", "Trần Thị Y-Ánh", "Lê"])),
            FieldType::CitizenId => Json::text(self.pick(&["079190000017", "001085000028", "079225000039"])),
            FieldType::Phone => Json::text(self.pick(&["0903123456", "02838291234"])),
            FieldType::Email => Json::text(self.pick(&["an@example.com", "a.b+c@example.com.vn"])),
            FieldType::Address => match self.below(3) {
                0 => Json::object([("detail", Json::text("1 Main Street, Springfield"))]),
                n => {
                    let mut entries = vec![
                        ("detail", Json::text("12 Nguyễn Huệ")),
                        ("commune", Json::text("26740")),
                        ("communeName", Json::text("Phường Sài Gòn")),
                        ("province", Json::text("79")),
                    ];
                    if n == 2 {
                        entries.push(("old", Json::text("12 Nguyễn Huệ, Phường Bến Nghé, Quận 1")));
                    }
                    Json::object(entries)
                }
            },
            FieldType::IdentityDocument => {
                let (kind, number) = [
                    ("can-cuoc", "079190000017"),
                    ("cmnd", "023456789"),
                    ("passport", "C1234567"),
                    ("other", "12/GX-2026"),
                ][self.below(4)];
                let mut entries = vec![("kind", Json::text(kind)), ("number", Json::text(number))];
                if self.below(2) == 0 {
                    entries.push(("issuedBy", Json::text("Cục Cảnh sát")));
                    entries.push(("issuedOn", Json::text(self.pick(&["2022-05-01", "2022"]))));
                }
                Json::object(entries)
            }
        })
    }

    fn rows(&mut self, def: &Definition, group: FieldIx) -> Option<Json> {
        let least = usize::from(def.fields[group.0 as usize].required == When::Always);
        let rows = (0..least + self.below(3)).map(|_| {
            let cells = def.columns(group).filter_map(|c| {
                let column = &def.fields[c.0 as usize];
                let value = match column.kind {
                    FieldType::Group => self.rows(def, c),
                    _ => self.answer(column),
                };
                value.map(|v| (column.local_id(), v))
            });
            Json::object(cells.collect::<Vec<_>>())
        });
        let rows: Vec<Json> = rows.collect();
        (!rows.is_empty()).then_some(Json::Array(rows))
    }

    /// Data that answer every field, or nearly.
    fn dossier(&mut self, def: &Definition) -> Json {
        let mut data = Json::Object(Vec::new());
        for (i, field) in def.fields.iter().enumerate().filter(|(_, f)| f.group.is_none()) {
            if field.kind == FieldType::Group {
                if let Some(rows) = self.rows(def, FieldIx(i as u16)) {
                    data.insert_dotted(&field.id, rows);
                }
            } else if (field.required == When::Always || self.below(8) > 0)
                && let Some(answer) = self.answer(field)
            {
                data.insert_dotted(&field.id, answer);
            }
        }
        data
    }

    /// Changes one place of the data.
    fn mutate(&mut self, json: &mut Json) {
        match json {
            Json::Object(entries) if !entries.is_empty() => {
                let at = self.below(entries.len());
                match self.below(12) {
                    0 => {
                        entries.remove(at);
                    }
                    1 => entries.push(("unknown".into(), Json::Int(1))),
                    _ => self.mutate(&mut entries[at].1),
                }
            }
            Json::Array(items) if !items.is_empty() => {
                let at = self.below(items.len());
                match self.below(6) {
                    0 => items.clear(),
                    1 => {
                        let again = vec![items[at].clone(); 40];
                        items.extend(again);
                    }
                    _ => self.mutate(&mut items[at]),
                }
            }
            other => *other = self.anything(other),
        }
    }

    fn anything(&mut self, before: &Json) -> Json {
        let text = before.as_text().map_or("", |t| &**t);
        match self.below(20) {
            0 => Json::Null,
            1 => Json::Bool(self.below(2) == 0),
            2 => Json::Int([0, -1, 1, 100, 9_007_199_254_740_993][self.below(5)]),
            3 => Json::Float([1.5, 3.0, 1e300][self.below(3)]),
            4 => Json::Array(Vec::new()),
            5 => Json::Object(Vec::new()),
            6 => Json::text(""),
            7 => Json::text(" "),
            8 => Json::text(&format!("{text} ")),
            9 => Json::text(&"x".repeat([201, 501, 1_001, 5_001][self.below(4)])),
            10 => Json::text(&text.chars().skip(1).collect::<String>()),
            11 => Json::text(&format!("{text}1")),
            12 => Json::text(&text.replace(['0', '1', '2'], "7")),
            13 => Json::text(&format!("a\n{text}")),
            14 => Json::text(self.pick(&["2026-02-30", "2026-13", "0999", "1799-01-01", "2200", "26-1-1", "2026-1-1"])),
            15 => Json::text(self.pick(&["Nguyễn 2", "An@", "Æ Ø", "王 小明", "-", "'", "a.b", "Ⅷ ｗ"])),
            16 => Json::text(self.pick(&[
                "cccd",
                "cmnd",
                "passport",
                "male",
                "VN",
                "01",
                "nope",
                "2026-02-30T10:00",
                "2026-02-03T24:00",
                "application/pdf",
                "image/gif",
                "a/b.pdf",
                "a\u{202e}fdp.exe",
            ])),
            17 => Json::text(self.pick(&["+84903123456", "0903 123 456", "113", "a@b", "a@b.c", "a b@c.vn"])),
            18 => {
                Json::text(self.pick(&["０７９１９００００００１７", "07919000001", "079 190 000 017", "26740", "7"]))
            }
            _ => Json::text(&text.to_lowercase()),
        }
    }
}

#[derive(Debug)]
struct Ours {
    /// Anything wrong at all.
    wrong: Vec<String>,
    /// What a schema can say.
    sayable: Vec<String>,
}

fn unconditional(def: &Definition, ix: FieldIx) -> bool {
    let field = &def.fields[ix.0 as usize];
    let section = def.steps.iter().flat_map(|s| &s.sections).find(|s| s.fields.contains(&field.group.unwrap_or(ix)));
    field.required == When::Always && field.show == When::Always && section.is_some_and(|s| s.show.is_none())
}

fn ours(def: &Definition, json: &Json) -> Ours {
    let data = match Data::read(def, json, today()) {
        Ok(data) => data,
        Err(errors) => {
            let errors: Vec<String> = errors.iter().map(|e| format!("{} {}", e.code.code(), e.pointer)).collect();
            return Ours { wrong: errors.clone(), sayable: errors };
        }
    };
    let mut out = Ours { wrong: Vec::new(), sayable: Vec::new() };
    for finding in check(def, &data).iter().filter(|f| f.severity == Severity::Error) {
        let text = format!("{} {}", finding.code, finding.paths[0].as_str());
        out.wrong.push(text.clone());
        let (ix, field) = def.field_at(&finding.paths[0]).expect("a field");
        let sayable = finding.message.is_none()
            && match &*finding.code {
                "required" | "declaration.not-ticked" => unconditional(def, ix),
                "number.decimals" | "attachment.twice" | "attachment.ending" => false,
                // A pattern lets every month have 31 days.
                "date-time.form" => !json
                    .get_dotted(&field.id)
                    .and_then(Json::as_text)
                    .is_some_and(|t| t.get(8..11).is_some_and(|day| ["29T", "30T", "31T"].contains(&day))),
                _ => !matches!(field.kind, FieldType::Phone | FieldType::Email | FieldType::Identifier),
            };
        if sayable {
            out.sayable.push(text);
        }
    }
    out
}

#[test]
#[expect(clippy::print_stdout, reason = "the counts belong to the test's output")]
fn a_standard_validator_agrees() {
    let number = |name: &str, default: usize| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (cases, seed) = (number("TROLY_SCHEMA_CASES", 100_000), number("TROLY_SCHEMA_SEED", 1_193));
    let mut random = Random(seed as u64 | 1);
    for def in procedures() {
        let validators = [Draft::Draft7, Draft::Draft2020].map(|draft| {
            let schema = serde_json::to_value(schema(&def, draft)).expect("JSON");
            jsonschema::meta::validate(&schema).expect("a valid schema");
            jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
        });
        let (mut valid, mut refused) = (0, 0);
        for case in 0..cases {
            let mut json = random.dossier(&def);
            if case % 4 > 0 {
                random.mutate(&mut json);
            }
            // A schema cannot know what is hidden: both look at what is handed over.
            if let Ok(data) = Data::read(&def, &json, today()) {
                json = export(&def, &data);
            }
            let verdict = ours(&def, &json);
            let value = serde_json::to_value(&json).expect("JSON");
            for validator in &validators {
                let error = validator.validate(&value).err().map(|e| format!("{e} at {}", e.instance_path()));
                match &error {
                    Some(error) => assert!(!verdict.wrong.is_empty(), "only the schema refuses: {error}\n{json:?}"),
                    None => assert!(verdict.sayable.is_empty(), "only we refuse: {:?}\n{json:?}", verdict.sayable),
                }
                if error.is_some() { refused += 1 } else { valid += 1 }
            }
        }
        println!(
            "{}: {} dossiers × 2 drafts, {valid} verdicts valid, {refused} refused, none against ours",
            def.id, cases
        );
        assert!(valid > cases / 4 && refused > cases / 4, "the generator is lopsided");
    }
}

#[test]
fn exported_data_are_read_back_the_same() {
    let mut random = Random(7);
    for def in procedures() {
        for _ in 0..200 {
            let data = Data::read(&def, &random.dossier(&def), today()).expect("good data");
            let exported = export(&def, &data);
            let again = Data::read(&def, &exported, today()).expect("what was exported is read");
            assert_eq!(export(&def, &again), exported);
        }
    }
}
