//! What a definition states, read from its JSON.

use crate::common::file;
use cel::Program;
use regex::Regex;
use serde_json::Value as Raw;
use std::collections::{BTreeSet, HashMap};
use troly::{
    definition::{Definition, When},
    rules::Expr,
};

/// Never, always, or when the expression with this number is true.
#[derive(Clone, Copy)]
pub enum Holds {
    Never,
    Always,
    If(usize),
}

/// What is stated about a box.
pub struct Stated {
    pub id: String,
    pub kind: String,
    pub required: Holds,
    pub show: Holds,
    pub section: Option<usize>,
    pub group: Option<usize>,
    pub options: BTreeSet<String>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub decimals: usize,
    pub precision: String,
    pub upper: bool,
    /// Whether it asks for a part of a name, which may be one word.
    pub part: bool,
}

/// An expression, for both evaluators.
pub struct Condition {
    pub source: String,
    pub program: Program,
    pub ours: Expr,
    /// The boxes that it mentions, of groups all columns.
    pub mentions: Vec<usize>,
    /// The group of which it sees one row only.
    pub row: Option<usize>,
}

pub struct StatedRule {
    pub id: String,
    pub when: Option<usize>,
    pub check: usize,
    pub each: Option<usize>,
    pub at: Vec<usize>,
}

/// A definition as it is written.
pub struct Form {
    pub fields: Vec<Stated>,
    pub conditions: Vec<Condition>,
    pub rules: Vec<StatedRule>,
}

/// Values of a built-in list: the first column of its table.
pub fn list(name: &str) -> BTreeSet<String> {
    let table = file(&format!("data/{}.csv", name.replace('-', "_")));
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    rows.records().map(|r| r.expect("a row")[0].to_owned()).collect()
}

impl Form {
    pub fn read(definition: &Definition) -> Form {
        let raw: Raw = serde_json::from_str(&file(&format!("procedures/{}.json", definition.id))).expect("JSON");
        let mut form = Form { fields: Vec::new(), conditions: Vec::new(), rules: Vec::new() };
        let all = |json: &Raw, key: &str| json[key].as_array().cloned().unwrap_or_default();
        // Ids first: conditions may name boxes further down.
        let mut flat: Vec<(Raw, Raw, Option<usize>)> = Vec::new();
        for step in all(&raw, "steps") {
            for section in all(&step, "sections") {
                for field in all(&section, "fields") {
                    let group = flat.len();
                    flat.push((field.clone(), section.clone(), None));
                    flat.extend(all(&field, "fields").into_iter().map(|c| (c, section.clone(), Some(group))));
                }
            }
        }
        let id = |at: usize| {
            let own = flat[at].0["id"].as_str().expect("an id");
            flat[at].2.map_or(own.to_owned(), |g| format!("{}.{own}", flat[g].0["id"].as_str().expect("an id")))
        };
        let ids: Vec<String> = (0..flat.len()).map(id).collect();
        assert!(ids.iter().eq(definition.fields.iter().map(|f| &*f.id)), "{}: fields in another order", definition.id);
        let groups: Vec<Option<usize>> = flat.iter().map(|(_, _, group)| *group).collect();
        let mut sections: HashMap<String, usize> = HashMap::new();
        for (at, (json, section, group)) in flat.iter().enumerate() {
            let ours = &definition.fields[at];
            let section_show = section["show"].as_str().map(|source| {
                *sections.entry(source.to_owned()).or_insert_with(|| {
                    let of = definition.steps.iter().flat_map(|s| &s.sections).filter_map(|s| s.show.clone());
                    let ours = of.into_iter().find(|e| &**e.source() == source).expect("a section's condition");
                    form.add(source, ours, &ids, &groups, None)
                })
            });
            let mut holds = |key: &str, absent: Holds, ours: &When| match (&json[key], ours) {
                (Raw::Bool(true), _) => Holds::Always,
                (Raw::Bool(false), _) => Holds::Never,
                (Raw::String(source), When::If(ours)) => {
                    Holds::If(form.add(source, ours.clone(), &ids, &groups, *group))
                }
                _ => absent,
            };
            let (required, show) =
                (holds("required", Holds::Never, &ours.required), holds("show", Holds::Always, &ours.show));
            let own = all(json, "options").iter().filter_map(|o| o["value"].as_str().map(str::to_owned)).collect();
            let kind = json["type"].as_str().expect("a type").to_owned();
            let options = match (json["list"].as_str(), &*kind) {
                (Some(name), _) => list(name),
                (None, "sex") => ["male", "female"].map(str::to_owned).into(),
                _ => own,
            };
            form.fields.push(Stated {
                id: ids[at].clone(),
                required,
                show,
                section: section_show,
                group: *group,
                options,
                min: json["min"].as_i64().or((kind == "money").then_some(0)),
                max: json["max"].as_i64(),
                decimals: json["decimals"].as_u64().unwrap_or(2) as usize,
                precision: json["precision"].as_str().unwrap_or("day").to_owned(),
                upper: json["upper"].as_bool().unwrap_or(false),
                part: json["fill"].to_string().contains(".person.name."),
                kind,
            });
        }
        for (json, ours) in all(&raw, "rules").iter().zip(&definition.rules) {
            let at = |id: &str| ids.iter().position(|known| known == id).unwrap_or_else(|| panic!("{id}"));
            let each = json["each"].as_str().map(at);
            let source = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
            let when = ours.when.clone().map(|e| form.add(&source("when"), e, &ids, &groups, each));
            let check = form.add(&source("check"), ours.check.clone(), &ids, &groups, each);
            let at = all(json, "fields").iter().map(|f| at(f.as_str().expect("an id"))).collect();
            form.rules.push(StatedRule { id: source("id"), when, check, each, at });
        }
        assert_eq!(form.rules.len(), definition.rules.len());
        form
    }

    fn add(&mut self, source: &str, ours: Expr, ids: &[String], groups: &[Option<usize>], row: Option<usize>) -> usize {
        let words = Regex::new(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*").expect("a pattern");
        let text = Regex::new(r#""[^"]*""#).expect("a pattern").replace_all(source, "\"\"").into_owned();
        let (mut mentions, mut of_row) = (BTreeSet::new(), None);
        for word in words.find_iter(&text) {
            let named = |id: &str| word.as_str() == id || word.as_str().starts_with(&format!("{id}."));
            mentions.extend((0..ids.len()).filter(|at| groups[*at].is_none() && named(&ids[*at])));
            of_row = of_row.or(row.filter(|_| named("row")));
        }
        let row = of_row.filter(|group| !mentions.contains(group));
        mentions.extend(row);
        // Of a group all its columns.
        let columns = (0..ids.len()).filter(|at| groups[*at].is_some_and(|g| mentions.contains(&g)));
        let mentions = columns.chain(mentions.iter().copied()).collect();
        let program = Program::compile(source).unwrap_or_else(|e| panic!("cel refuses {source}: {e}"));
        self.conditions.push(Condition { source: source.to_owned(), program, ours, mentions, row });
        self.conditions.len() - 1
    }
}

impl Stated {
    /// The codes of what is stated about this box itself.
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = Vec::new();
        if !matches!(self.required, Holds::Never) {
            codes.push(if self.kind == "declaration" { "declaration.not-ticked" } else { "required" });
        }
        let (least, most) = match &*self.kind {
            "text" | "multiline" | "person-name" => ("text.too-short", "text.too-long"),
            "integer" | "money" | "number" => ("integer.too-small", "integer.too-large"),
            // A table without rows is missing, not too short.
            "group" => ("", "group.too-many"),
            _ => ("", ""),
        };
        codes.extend(self.min.filter(|_| !least.is_empty()).map(|_| least));
        codes.extend(self.max.filter(|_| !most.is_empty()).map(|_| most));
        match (&*self.kind, &*self.precision) {
            ("number", _) => codes.push("number.decimals"),
            ("date", "day") => codes.push("date.needs-day"),
            ("date", "month") => codes.push("date.needs-month"),
            ("choice" | "sex", _) => codes.push("choice.unknown"),
            ("citizen-id", _) => codes.extend(["id.length", "id.character"]),
            ("phone", _) => codes.extend(["id.length", "id.character", "phone.prefix"]),
            ("email", _) => codes.extend(["email.no-at", "email.character", "email.domain"]),
            ("address", _) => codes.extend(["address.code", "address.incomplete"]),
            ("identity-document", _) => codes.extend(["document.kind", "document.no-number", "id.length"]),
            _ => {}
        }
        codes
    }
}
