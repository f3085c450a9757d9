//! JSON Forms: a JSON Schema for the data, a UI schema for what is shown, in what order and when.
//!
//! Elements, options and rules are those that the documentation of JSON Forms 3 lists (jsonforms.io, UI Schema and Rules).

use super::{
    Import, ImportError,
    builder::{Frame, Must, Shown, is_idle},
    condition::{Cond, Op, Value},
    json_schema::{self, Outer, Schemas, is_object},
    report::{At, Code, Document, Params, Place},
};
use crate::json::Json;

/// Elements within each other.
const MAX_DEPTH: usize = 24;

const LAYOUTS: &[&str] = &["VerticalLayout", "HorizontalLayout", "Group", "Categorization", "Category"];

/// Whether a document is a UI schema of JSON Forms.
pub(super) fn is_ui_schema(json: &Json) -> bool {
    let kind = json.get("type").and_then(Json::as_text).map_or("", |t| t);
    LAYOUTS.contains(&kind) && json.get("elements").is_some()
        || matches!(kind, "Control" | "ListWithDetail") && json.get("scope").is_some()
        || kind == "Label" && json.get("text").is_some()
}

/// Makes a definition of a schema and its UI schema.
pub(super) fn import(form: &Json, ui: Option<&Json>) -> Result<Import, ImportError> {
    let root = At::root(form, Document::Form);
    let schema = root.get("schema").filter(|_| form.get("properties").is_none());
    let embedded = ["uischema", "uiSchema"].into_iter().find_map(|key| root.get(key));
    let Some(ui_root) = ui.map(|json| At::root(json, Document::Ui)).or_else(|| embedded.clone()) else {
        // Without one JSON Forms shows everything, in the order of the schema.
        return json_schema::import(form, None);
    };
    let schema_at = schema.clone().unwrap_or_else(|| root.clone());
    let mut f = Forms { s: Schemas::new(schema_at.clone()), schema: schema_at.clone(), seen: Vec::new() };
    if schema.is_some() {
        for at in schema.iter().chain(&embedded) {
            f.s.b.report.structure(&at.place);
        }
        let name = root.text("name").unwrap_or("");
        f.s.b.name(name);
        f.s.b.say(&root, &["name", "uischemas", "config", "i18n", "readonly", "actions"], Code::NoEffect);
        let label = f.s.b.line(&root, "label");
        f.s.b.title(label);
        f.s.b.say(&root, &["data"], Code::Default);
    }
    for key in ["$id", "id", "title"] {
        let name = schema_at.text(key).unwrap_or("");
        f.s.b.name(name.rsplit('/').next().unwrap_or(name));
    }
    let title = f.s.b.line(&schema_at, "title");
    f.s.b.title(title);
    let note = f.s.b.text(&schema_at, "description");
    f.s.b.form_note(note);
    f.s.definitions(&schema_at);
    f.element(&ui_root, 0, true)?;
    f.settle(&schema_at, 0);
    f.s.b.finish(form, ui)
}

struct Forms<'j> {
    s: Schemas<'j>,
    schema: At<'j>,
    /// Pointers of the schemas that have a control.
    seen: Vec<String>,
}

impl<'j> Forms<'j> {
    /// `top`: nothing but layouts around it, so that categories are steps.
    fn element(&mut self, at: &At<'j>, depth: usize, top: bool) -> Result<(), ImportError> {
        self.s.b.visit()?;
        if depth > MAX_DEPTH {
            self.s.b.report.whole(&at.place, Code::Reference, Params::new());
            return Ok(());
        }
        self.s.b.report.structure(&at.place);
        self.s.b.say(at, &["i18n", "id", "$schema"], Code::NoEffect);
        let kind = at.text("type").unwrap_or("");
        match kind {
            "Control" | "ListWithDetail" => return self.control(at),
            "Label" => return self.label(at),
            _ => {}
        }
        let shown = self.rule(at).frame_show();
        let title = self.label_of(at);
        let layout = at.get("type").map(|t| t.place);
        if let Some(place) = &layout {
            let known = LAYOUTS.contains(&kind);
            let code = match kind {
                "Group" | "Category" | "Categorization" | "VerticalLayout" => Code::Kept,
                _ if known => Code::Layout,
                _ if at.json.get("elements").is_some() => Code::Layout,
                _ => Code::UnknownType,
            };
            let params = if code == Code::UnknownType { vec![("type", kind.to_owned())] } else { Params::new() };
            self.s.b.report.whole(place, code, params);
            if code == Code::UnknownType {
                self.s.b.report.whole(&at.place, Code::UnknownType, vec![("type", kind.to_owned())]);
                return Ok(());
            }
        }
        self.options(at, &mut Outer::default());
        let step = kind == "Category" && top;
        if step {
            self.s.b.step(title.clone());
        }
        let section = title.is_some() || !shown.is_empty();
        if section {
            self.s.b.open(Frame { title, show: shown, section: true, ..Frame::default() });
        }
        let still_top = top && !section && kind != "Category";
        if let Some(elements) = at.get("elements") {
            self.s.b.report.structure(&elements.place);
            for one in elements.items() {
                self.element(&one, depth + 1, still_top || kind == "Categorization" && top)?;
            }
        }
        if section {
            self.s.b.close();
        }
        Ok(())
    }

    fn label(&mut self, at: &At<'j>) -> Result<(), ImportError> {
        let show = self.rule(at).frame_show();
        self.s.b.say(at, &["type"], Code::Kept);
        self.options(at, &mut Outer::default());
        let text = self.s.b.text(at, "text").or_else(|| self.label_of(at));
        let Some(text) = text else { return Ok(()) };
        let mut spec = super::builder::Spec::new(vec!["note".to_owned()], &["note"], "Label");
        (spec.label, spec.show) = (Some(text), show);
        self.s.b.field(spec)
    }

    /// `label`: a text, `false`, or `{text, show}`.
    fn label_of(&mut self, at: &At<'j>) -> Option<String> {
        let label = at.get("label")?;
        match label.json {
            Json::Bool(_) => {
                self.s.b.report.whole(&label.place, Code::Look, Params::new());
                None
            }
            Json::Object(_) => {
                self.s.b.report.structure(&label.place);
                self.s.b.say(&label, &["show"], Code::Look);
                self.s.b.line(&label, "text")
            }
            _ => self.s.b.line(at, "label"),
        }
    }

    fn options(&mut self, at: &At<'j>, outer: &mut Outer) {
        let Some(options) = at.get("options") else { return };
        self.s.b.report.structure(&options.place);
        outer.example = self.s.b.text(&options, "placeholder");
        for (key, value) in options.entries() {
            let code = match key {
                "placeholder" => continue,
                _ if is_idle(value.json) => Code::NoEffect,
                "multi" => {
                    outer.widget = Some("textarea".to_owned());
                    Code::Kept
                }
                "detail" | "elementLabelProp" | "showSortButtons" => Code::Layout,
                "readonly" | "readOnly" => Code::Unsupported,
                _ => Code::Look,
            };
            self.s.b.report.whole(&value.place, code, Params::new());
        }
    }

    /// The schema that a scope names, with the names in the data, and whether it is required there.
    fn scope(&mut self, scope: &str) -> Option<(At<'j>, Vec<String>, bool)> {
        let pointer = pointer_of(scope)?;
        let mut at = self.schema.clone();
        let (mut path, mut required) = (Vec::new(), false);
        let mut tokens = pointer.split('/').skip(1).filter(|t| !t.is_empty());
        while let Some(token) = tokens.next() {
            at = self.s.resolve(&at, 0)?;
            if token != "properties" {
                // Into a part of a combination: the same data.
                let inner = at.get(token)?;
                at = match inner.json {
                    Json::Array(items) => {
                        let index = tokens.next()?;
                        let json = items.get(index.parse::<usize>().ok()?)?;
                        At { json, place: inner.place.key(index) }
                    }
                    _ => inner,
                };
                self.s.b.report.structure(&at.place);
                continue;
            }
            let name = tokens.next()?.replace("~1", "/").replace("~0", "~");
            required = self.s.required(&at).contains(&name);
            let properties = at.get("properties")?;
            self.s.b.report.structure(&properties.place);
            at = properties.get(&name)?;
            self.s.b.report.structure(&at.place);
            path.push(name);
        }
        Some((at, path, required))
    }

    fn control(&mut self, at: &At<'j>) -> Result<(), ImportError> {
        let mut outer = self.rule(at);
        outer.label = self.label_of(at);
        self.s.b.say(at, &["type"], Code::Kept);
        self.options(at, &mut outer);
        let Some(scope) = at.get("scope") else {
            self.s.b.report.whole(&at.place, Code::Reference, Params::new());
            return Ok(());
        };
        let found = scope.json.as_text().and_then(|s| self.scope(s));
        let Some((schema, path, required)) = found else {
            self.s.b.report.whole(&at.place, Code::Reference, Params::new());
            return Ok(());
        };
        if self.seen.contains(&schema.place.pointer) {
            // One value has one box here.
            self.s.b.report.whole(&at.place, Code::Unsupported, Params::new());
            return Ok(());
        }
        self.seen.push(schema.place.pointer.clone());
        self.s.b.report.whole(&scope.place, Code::Kept, Params::new());
        if path.is_empty() {
            if is_object(schema.json) {
                self.s.b.open(Frame { show: outer.frame_show(), ..Frame::default() });
                self.s.object(&schema, None, &Outer::default())?;
                self.s.b.close();
                return Ok(());
            }
            return self.s.property(&schema, &["value".to_owned()], None, outer);
        }
        outer.must = if required { Must::Yes } else { Must::No };
        outer.name_at = Some(schema.place.clone());
        self.s.property(&schema, &path, None, outer)
    }

    /// `rule: {effect, condition}`: what shows an element, or what locks it.
    fn rule(&mut self, at: &At<'j>) -> Outer {
        let Some(rule) = at.get("rule") else { return Outer::default() };
        let place = rule.place.clone();
        let (negated, locks) = match rule.text("effect") {
            Some("SHOW") => (false, false),
            Some("HIDE") => (true, false),
            Some("ENABLE") => (true, true),
            Some("DISABLE") => (false, true),
            other => {
                let what = other.unwrap_or("effect").chars().take(40).collect();
                self.s.b.report.whole(&place, Code::ConditionUnknown, vec![("what", what)]);
                return Outer::default();
            }
        };
        match self.condition(rule.json.get("condition").unwrap_or(&Json::Null), 0) {
            Ok(cond) => {
                // Until something is shown under it.
                self.s.b.report.whole(&place, Code::NoEffect, Params::new());
                let cond = if negated { cond.not() } else { cond };
                let shown = Shown { cond, places: vec![place], code: Code::Condition };
                let (show, lock) = if locks { (Vec::new(), Some(shown)) } else { (vec![shown], None) };
                Outer { show, lock, ..Outer::default() }
            }
            Err(what) => {
                self.s.b.report.whole(&place, Code::ConditionUnknown, vec![("what", what)]);
                Outer::default()
            }
        }
    }

    fn condition(&self, json: &Json, depth: usize) -> Result<Cond, String> {
        if depth > MAX_DEPTH {
            return Err("…".to_owned());
        }
        if let Some(all) = json.get("conditions") {
            let all = all.items().iter().map(|c| self.condition(c, depth + 1)).collect::<Result<Vec<_>, _>>()?;
            return match json.get("type").and_then(Json::as_text).map(|t| &**t) {
                Some("OR") => Ok(Cond::Any(all)),
                Some("AND") | None => Ok(Cond::All(all)),
                Some(other) => Err(other.chars().take(40).collect()),
            };
        }
        let scope = json.get("scope").and_then(Json::as_text).ok_or("scope")?;
        let path = data_path(scope).ok_or_else(|| scope.chars().take(40).collect::<String>())?;
        let field = Value::Field(path.clone());
        if let Some(expected) = json.get("expectedValue") {
            return Ok(Cond::Compare(Op::Eq, field, Value::Literal(expected.clone())));
        }
        let schema = json.get("schema").ok_or("schema")?;
        let of_object = path.is_empty() || schema.get("properties").is_some();
        let cond = if of_object { self.s.condition(schema, &path)? } else { self.s.fits(schema, field.clone())? };
        let fails = json.get("failWhenUndefined").and_then(Json::as_bool) == Some(true) && !path.is_empty();
        Ok(if fails { Cond::All(vec![Cond::Given(field), cond]) } else { cond })
    }

    /// What the schema says beside what the controls show.
    fn settle(&mut self, at: &At<'j>, depth: usize) {
        if depth > MAX_DEPTH || self.seen.contains(&at.place.pointer) {
            return;
        }
        self.s.b.report.structure(&at.place);
        let kept = ["type", "required"];
        let idle = ["title", "description", "$schema", "$id", "id", "$comment", "additionalProperties"];
        let places: Vec<(&str, Place)> = at.entries().map(|(key, v)| (key, v.place)).collect();
        for (key, place) in places {
            if key == "properties" || self.s.b.report.has(&place) {
                continue;
            }
            let code = match key {
                _ if kept.contains(&key) => Code::Kept,
                _ if idle.contains(&key) => Code::NoEffect,
                "default" | "examples" => Code::Default,
                _ => Code::Unsupported,
            };
            self.s.b.report.whole(&place, code, Params::new());
        }
        let Some(properties) = at.get("properties") else { return };
        self.s.b.report.structure(&properties.place);
        let all: Vec<At<'j>> = properties.entries().map(|(_, one)| one).collect();
        for one in all {
            if !self.s.b.report.has(&one.place) {
                self.s.b.report.whole(&one.place, Code::NotShown, Params::new());
            } else if is_object(one.json) {
                self.settle(&one, depth + 1);
            }
        }
    }
}

/// `#/properties/a`; the mark is left out by some.
fn pointer_of(scope: &str) -> Option<&str> {
    let pointer = scope.strip_prefix('#').unwrap_or(scope);
    (pointer.is_empty() && !scope.is_empty() || pointer.starts_with('/')).then_some(pointer)
}

/// The names in the data that a scope goes through.
fn data_path(scope: &str) -> Option<Vec<String>> {
    let pointer = pointer_of(scope)?;
    let mut tokens = pointer.split('/').skip(1).filter(|t| !t.is_empty());
    let mut path = Vec::new();
    while let Some(token) = tokens.next() {
        if token == "properties" {
            path.push(tokens.next()?.replace("~1", "/").replace("~0", "~"));
        }
    }
    Some(path)
}
