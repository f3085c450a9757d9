//! The neutral form of `tests/e2e/peer/` in any size: as our definition, published, on the page that a benchmark of form
//! libraries asks of each of them.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use crate::{
    cmd::{Show, cargo, must, root},
    dist,
};

const FOLDER: &str = "tests/e2e/peer";

/// Writes a page for each size, and all that the pages load.
pub fn pages(to: &Path, sizes: &[usize]) -> Result<()> {
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        dist::build(dist::Options::default())?;
    }
    let _ = fs::remove_dir_all(to.join("troly")); // names go with contents: those of before would pile up
    fs::create_dir_all(to.join("troly"))?;
    for path in dist::files(&dist.join("troly"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.ends_with(".br") && !name.ends_with(".gz") {
            fs::copy(&path, to.join("troly").join(name))?;
        }
    }
    let from = root().join(FOLDER);
    for name in ["page.js", "page.css"] {
        fs::copy(from.join(name), to.join(name))?;
    }
    let work = root().join("target/bench-peer");
    fs::create_dir_all(&work)?;
    let preload = dist::preload(&dist, "")?;
    let mut publish = cargo();
    publish
        .args(["run", "--quiet", "--locked", "--package", "troly", "--bin", "troly", "--", "publish", "--out"])
        .arg(to);
    for n in sizes {
        let file = work.join(format!("form-{n}.json"));
        fs::write(&file, definition(*n)?.to_string())?;
        publish.arg(file);
        let page = PAGE.replace("{n}", &n.to_string()).replace("{preload}", &preload);
        fs::write(to.join(format!("{n}.html")), page)?;
    }
    must("troly publish", &mut publish, Show::All, None).map(drop)
}

const PAGE: &str = r#"<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tờ khai đăng ký khai sinh</title>
<link rel="stylesheet" href="page.css">
{preload}
<script type="module" src="troly/troly.js"></script>
<script type="module" src="page.js"></script>
</head>
<body>
<main>
<h1>Tờ khai đăng ký khai sinh</h1>
<tro-ly procedure="form-{n}.json" start="form"></tro-ly>
<p><output></output></p>
</main>
</body>
</html>
"#;

/// How many controls a field counts for: a group counts its columns once.
fn size(field: &Value) -> usize {
    field["fields"].as_array().map_or(1, Vec::len)
}

/// The form with exactly so many controls, as authors would write it: the neutral one, repeated and cut off.
pub fn definition(n: usize) -> Result<Value> {
    let base: Value = serde_json::from_str(&fs::read_to_string(root().join(FOLDER).join("fields.json"))?)?;
    let (mut sections, mut rules, mut count) = (Vec::new(), Vec::new(), 0);
    let list = base["sections"].as_array().context("no sections")?;
    for round in 1.. {
        if count >= n {
            break;
        }
        let suffix = if round == 1 { String::new() } else { format!("_{round}") };
        for section in list {
            let mut fields = Vec::new();
            for field in section["fields"].as_array().into_iter().flatten().filter(|f| f["id"].is_string()) {
                if count + size(field) <= n {
                    count += size(field);
                    fields.push(ours(field, &base["options"], &suffix, &mut rules)?);
                }
            }
            if !fields.is_empty() {
                let more = if round == 1 { String::new() } else { format!(" ({round})") };
                let title = format!("{}{more}", text(&section["title"])?);
                sections.push(json!({"id": ours_of(&format!("{}{suffix}", text(&section["id"])?)), "title": vi(&title), "fields": fields}));
            }
        }
    }
    if count != n {
        bail!("no form of exactly {n} controls can be made");
    }
    let title = vi(text(&base["title"])?);
    Ok(json!({
        "troly": 1, "id": format!("0.{n:06}"), "version": "2026.1.1", "title": title, "formName": title, "formNumber": vi("Mẫu đo"),
        "effectiveFrom": "2026-01-01", "checkedOn": "2026-01-01", "agency": vi("Không cơ quan nào"), "fee": vi("Không"), "timeLimit": vi("Không"),
        "steps": [{"id": "all", "title": vi("Nội dung tờ khai"), "sections": sections}],
        "rules": rules,
    }))
}

fn vi(text: &str) -> Value {
    json!({"vi": text})
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().context("fields.json: a text is missing")
}

/// Its id: `mother_id_2` is `motherId2` here, which `page.js` does as well.
fn ours_of(id: &str) -> String {
    let mut words = id.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        out += &first.to_uppercase();
        out += rest;
    }
    out
}

/// A field of the neutral form as one of ours. What it asks beyond its type becomes a rule.
fn ours(field: &Value, options: &Value, suffix: &str, rules: &mut Vec<Value>) -> Result<Value> {
    let id = ours_of(&format!("{}{suffix}", text(&field["id"])?));
    let required = field["required"] == true;
    let mut own = Map::new();
    own.insert("id".into(), json!(id));
    own.insert("label".into(), vi(text(&field["label"])?));
    let kind = match text(&field["type"])? {
        "text" | "id" | "tel" => "text",
        "textarea" => "multiline",
        "number" => "integer",
        "checkbox" => "declaration",
        "select" | "radio" => "choice",
        same @ ("email" | "date" | "group") => same,
        other => bail!("fields.json: no type {other}"),
    };
    own.insert("type".into(), json!(kind));
    if required {
        own.insert("required".into(), json!(true));
    }
    for key in ["min", "max"] {
        if let Some(bound) = field.get(key) {
            own.insert(key.into(), bound.clone());
        }
    }
    if let Some(list) = field["options"].as_str() {
        let list = options[list].as_array().context("fields.json: no such options")?;
        let one = |o: &Value| Ok(json!({"value": o[0], "label": vi(text(&o[1])?)}));
        own.insert("options".into(), Value::Array(list.iter().map(one).collect::<Result<_>>()?));
    }
    if let Some(condition) = field.get("visibleIf") {
        let other = ours_of(&format!("{}{suffix}", text(&condition["field"])?));
        own.insert("show".into(), json!(format!("has({other}) && {other} == {}", condition["equals"])));
    }
    if let Some(pattern) = field["pattern"].as_str() {
        rules.push(json!({
            "id": format!("P-{id}"), "severity": "error", "check": format!("{id}.matches({})", json!(pattern)), "fields": [id],
            "message": vi(text(&field["message"])?),
        }));
    }
    if let Some(columns) = field["fields"].as_array() {
        let column = |f: &Value| ours(f, options, suffix, rules);
        own.insert("fields".into(), Value::Array(columns.iter().map(column).collect::<Result<_>>()?));
        // So many rows from the beginning, and never fewer
        own.insert("required".into(), json!(true));
        own.insert("min".into(), field["rows"].clone());
    }
    Ok(Value::Object(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_exact_and_references_stay_within_a_round() {
        for n in [60, 250, 1000] {
            let made = definition(n).expect("a form");
            let sections = made["steps"][0]["sections"].as_array().expect("sections");
            let fields: Vec<&Value> = sections.iter().flat_map(|s| s["fields"].as_array().expect("fields")).collect();
            assert_eq!(fields.iter().map(|f| size(f)).sum::<usize>(), n);
            let shown = fields.iter().filter_map(|f| Some((f["id"].as_str()?, f["show"].as_str()?)));
            for (id, show) in shown {
                let round = |id: &str| id.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
                let other = show.trim_start_matches("has(").split(')').next().expect("an expression");
                assert_eq!(round(other), round(id), "{show}");
            }
        }
    }
}
