//! JSON Schema (draft-07, 2020-12), with the uiSchema of react-jsonschema-form where there is one.
//!
//! The key words are those of the JSON Schema validation vocabulary; what a form does with them, and `ui:…`, is as the
//! documentation of react-jsonschema-form 5 and 6 says.

use super::{
    Import, ImportError,
    builder::{
        Builder, Choice, Frame, Must, Shown, Spec, is_idle, message_for, message_of_bound, options, whole_number,
    },
    condition::{self, Cond, Kind, Op, Value, plain},
    report::{At, Code, Document, Params, Place},
    words,
};
use crate::{
    definition::FieldType,
    json::{Json, MAX_SAFE_INTEGER},
};

/// References followed one after the other, and containers within each other.
const MAX_DEPTH: usize = 24;

/// Notes for those who maintain or validate a schema.
#[rustfmt::skip]
const NO_EFFECT: &[&str] = &[
    "$schema", "$id", "id", "$comment", "$anchor", "$vocabulary", "$dynamicAnchor", "deprecated", "writeOnly", "contentEncoding", "contentMediaType",
    "i18n", "nullable", "discriminator", "version",
];

/// What validators know, and nothing here corresponds to.
#[rustfmt::skip]
const UNSUPPORTED: &[&str] = &[
    "patternProperties", "propertyNames", "minProperties", "maxProperties", "contains", "minContains", "maxContains", "uniqueItems", "not", "readOnly",
    "unevaluatedProperties", "unevaluatedItems", "dependentSchemas", "additionalItems", "prefixItems", "formatMinimum", "formatMaximum", "formatExclusiveMinimum", "formatExclusiveMaximum",
    "multipleOf", "pattern", "contentSchema", "errorMessage", "const",
];

/// How it looks.
#[rustfmt::skip]
const UI_LOOK: &[&str] = &[
    "ui:classNames", "classNames", "ui:style", "ui:autofocus", "ui:autocomplete", "ui:rootFieldId", "ui:submitButtonOptions", "ui:emptyValue", "ui:label",
    "ui:inline", "ui:rows", "ui:orderable", "ui:addable", "ui:removable", "ui:copyable", "ui:globalOptions", "ui:fieldReplacesAnyOrOneOf", "ui:hideError", "ui:inputType",
    "ui:enableMarkdownInDescription", "ui:enableMarkdownInHelp", "ui:definitions", "ui:duplicateKeySuffixSeparator", "ui:optionsSchemaSelector", "ui:layoutGrid", "$schema", "ui:allowClearTextInputs", "ui:autocapitalize", "ui:accept", "ui:filePreview",
];

/// Makes a definition of a schema.
pub(super) fn import(form: &Json, ui: Option<&Json>) -> Result<Import, ImportError> {
    let root = At::root(form, Document::Form);
    let mut s = Schemas::new(root.clone());
    // A file of examples, as react-jsonschema-form keeps them: schema, uiSchema and data beside each other.
    let (schema, embedded) = match root.get("schema").filter(|s| matches!(s.json, Json::Object(_))) {
        Some(schema) if form.get("properties").is_none() => {
            s.b.report.structure(&schema.place);
            s.b.say(&root, &["formData"], Code::Default);
            (schema, root.get("uiSchema"))
        }
        _ => (root.clone(), None),
    };
    s.root = schema.clone();
    if let Some(embedded) = &embedded {
        s.b.report.structure(&embedded.place);
    }
    let ui_root = ui.map(|json| At::root(json, Document::Ui)).or(embedded);
    s.form(&schema, ui_root.as_ref())?;
    s.b.finish(form, ui)
}

/// What is said about a property from outside: by the UI schema, the object that has it, or a condition.
#[derive(Clone, Default)]
pub(super) struct Outer {
    pub label: Option<String>,
    pub help: Option<String>,
    pub example: Option<String>,
    pub must: Must,
    pub show: Vec<Shown>,
    /// What locks the box.
    pub lock: Option<Shown>,
    /// `textarea`, `radio`, `checkboxes`, `hidden`, …
    pub widget: Option<String>,
    /// Labels of the options, in their order.
    pub labels: Vec<String>,
    /// Where the property is named.
    pub name_at: Option<Place>,
    pub depth: usize,
}

impl Outer {
    /// What several boxes are shown by together: they have no common lock, and the nearest is that they are not asked.
    pub fn frame_show(&self) -> Vec<Shown> {
        let instead = |lock: Shown| Shown { cond: lock.cond.not(), code: Code::Enable, ..lock };
        self.show.iter().cloned().chain(self.lock.clone().map(instead)).collect()
    }
}

/// Walks schemas; shared with JSON Forms, whose data are described by one as well.
pub(super) struct Schemas<'j> {
    pub b: Builder,
    /// The schema that references start from.
    pub root: At<'j>,
    /// Pointers of the schemas that are being read: one that is met again refers to itself.
    trail: Vec<String>,
}

impl<'j> Schemas<'j> {
    pub fn new(root: At<'j>) -> Self {
        Schemas { b: Builder::new(), root, trail: Vec::new() }
    }

    fn form(&mut self, schema: &At<'j>, ui: Option<&At<'j>>) -> Result<(), ImportError> {
        for key in ["$id", "id", "title"] {
            let name = schema.text(key).unwrap_or("");
            self.b.name(name.rsplit('/').next().unwrap_or(name));
        }
        let schema = self.resolve(schema, 0).unwrap_or_else(|| schema.clone());
        let title = self.b.line(&schema, "title");
        let title = match ui.and_then(|u| self.ui_text(u, "ui:title")) {
            Some(own) => Some(own),
            None => title,
        };
        if is_object(schema.json) {
            self.b.title(title);
            let note = self.b.text(&schema, "description");
            let own = ui.and_then(|u| self.ui_text(u, "ui:description"));
            self.b.form_note(own.or(note));
            self.definitions(&schema);
            self.object(&schema, ui, &Outer::default())
        } else {
            self.b.title(title.clone());
            let outer = Outer { label: title, ..Outer::default() };
            self.definitions(&schema);
            self.property(&schema, &["value".to_owned()], ui, outer)
        }
    }

    /// Definitions speak where they are referred to; the rest is not used.
    pub fn definitions(&mut self, schema: &At<'j>) {
        for key in ["definitions", "$defs"] {
            let Some(all) = schema.get(key) else { continue };
            self.b.report.structure(&all.place);
            for (_, one) in all.entries() {
                self.b.report.whole(&one.place, Code::Unused, Params::new());
            }
        }
    }

    /// A text of the UI schema, at `ui:name` or within `ui:options`.
    fn ui_text(&mut self, ui: &At<'_>, key: &str) -> Option<String> {
        let inner = ui.get("ui:options").and_then(|o| self.b.text(&o, key.trim_start_matches("ui:")));
        self.b.text(ui, key).or(inner)
    }

    /// What a reference leads to, through references.
    pub fn resolve(&mut self, at: &At<'j>, depth: usize) -> Option<At<'j>> {
        let Some(reference) = at.get("$ref") else { return Some(at.clone()) };
        let to = reference.json.as_text().and_then(|r| r.strip_prefix('#')).and_then(|p| self.at_pointer(p));
        match to.filter(|t| depth < MAX_DEPTH && t.place.pointer != at.place.pointer) {
            Some(to) => {
                self.b.report.whole(&reference.place, Code::Kept, Params::new());
                // Keys beside a reference say more about this use of it (2020-12); texts are read by the caller.
                self.b.report.structure(&to.place);
                self.b.report.only(&to.place, Code::Structure, Params::new());
                self.resolve(&to, depth + 1)
            }
            None => {
                self.b.report.whole(&reference.place, Code::Reference, Params::new());
                None
            }
        }
    }

    /// Begins to read a schema; false, and reported, when that is being read already.
    fn enter(&mut self, target: &At<'_>, name_at: &Place) -> bool {
        if self.trail.contains(&target.place.pointer) {
            self.b.report.nothing(name_at, Code::Reference, Params::new());
            return false;
        }
        self.trail.push(target.place.pointer.clone());
        true
    }

    fn at_pointer(&self, pointer: &str) -> Option<At<'j>> {
        let mut at = self.root.clone();
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            at = match at.json {
                Json::Array(items) => {
                    let i: usize = token.parse().ok()?;
                    At { json: items.get(i)?, place: at.place.key(&token) }
                }
                _ => at.get(&token)?,
            };
        }
        Some(at)
    }

    /// The fields of an object, into the container that is open.
    pub fn object(&mut self, at: &At<'j>, ui: Option<&At<'j>>, outer: &Outer) -> Result<(), ImportError> {
        self.b.visit()?;
        if outer.depth > MAX_DEPTH {
            self.b.report.whole(&at.place, Code::Reference, Params::new());
            return Ok(());
        }
        self.b.report.structure(&at.place);
        self.b.say(at, &["type"], Code::Kept);
        self.b.say(at, NO_EFFECT, Code::NoEffect);
        self.b.say(at, UNSUPPORTED, Code::Unsupported);
        self.b.say(at, &["default", "examples"], Code::Default);
        if let Some(more) = at.get("additionalProperties") {
            // What is not asked for is not handed over in any case.
            let code = if matches!(more.json, Json::Bool(_)) { Code::NoEffect } else { Code::Unsupported };
            self.b.report.whole(&more.place, code, Params::new());
        }
        if let Some(ui) = ui {
            self.ui_keys(ui);
        }
        let required = self.required(at);
        let needed_by = self.dependent(at);
        if let Some(properties) = at.get("properties") {
            self.b.report.structure(&properties.place);
            let mut all: Vec<(&'j str, At<'j>)> = properties.entries().collect();
            self.order(&mut all, ui);
            for (name, one) in all {
                let must = match needed_by.iter().find(|(n, _)| n == name) {
                    _ if required.iter().any(|r| r == name) => Must::Yes,
                    Some((_, shown)) => Must::When(shown.clone()),
                    None => Must::No,
                };
                let inner = ui.and_then(|u| u.get(name));
                let place = one.place.clone();
                let outer = Outer { must, name_at: Some(place), depth: outer.depth + 1, ..Outer::default() };
                self.property(&one, &[name.to_owned()], inner.as_ref(), outer)?;
            }
        }
        self.combined(at, ui, outer)?;
        // Properties that another part of the schema describes.
        let own = |name: &String| at.json.get("properties").is_some_and(|p| p.get(name).is_some());
        for name in required.into_iter().filter(|n| !own(n)) {
            if !self.b.require(&[name], Must::Yes) {
                self.b.say(at, &["required"], Code::Unsupported);
            }
        }
        Ok(())
    }

    /// The names in `required`, each of which must be a property to mean something.
    pub fn required(&mut self, at: &At<'_>) -> Vec<String> {
        let Some(list) = at.get("required") else { return Vec::new() };
        let code = if matches!(list.json, Json::Array(_)) { Code::Kept } else { Code::Unsupported };
        self.b.report.whole(&list.place, code, Params::new());
        list.json.items().iter().filter_map(Json::as_text).map(ToString::to_string).collect()
    }

    /// `dependentRequired`, and the lists in `dependencies`: (name, when it is required).
    fn dependent(&mut self, at: &At<'j>) -> Vec<(String, Shown)> {
        let mut out = Vec::new();
        for key in ["dependentRequired", "dependencies"] {
            let Some(all) = at.get(key) else { continue };
            self.b.report.structure(&all.place);
            for (name, list) in all.entries().filter(|(_, l)| matches!(l.json, Json::Array(_))) {
                let field = Value::Field(self.b.full_path(&[name.to_owned()]));
                self.b.report.whole(&list.place, Code::Kept, Params::new());
                for needed in list.json.items().iter().filter_map(Json::as_text) {
                    let shown = Shown {
                        cond: Cond::Given(field.clone()),
                        places: vec![list.place.clone()],
                        code: Code::Condition,
                    };
                    out.push((needed.to_string(), shown));
                }
            }
        }
        out
    }

    /// In the order that the UI schema asks for; `*` stands for the rest.
    fn order(&mut self, all: &mut [(&'j str, At<'j>)], ui: Option<&At<'j>>) {
        let Some(order) = ui.and_then(|u| u.get("ui:order").or_else(|| u.get("ui:options")?.get("order"))) else {
            return;
        };
        self.b.report.whole(&order.place, Code::Kept, Params::new());
        let names: Vec<&str> = order.json.items().iter().filter_map(|i| i.as_text().map(|t| &**t)).collect();
        let rest = names.iter().position(|n| *n == "*").unwrap_or(names.len());
        all.sort_by_key(|(name, _)| names.iter().position(|n| n == name).unwrap_or(rest));
    }

    /// Conditions and combinations of an object's schema.
    fn combined(&mut self, at: &At<'j>, ui: Option<&At<'j>>, outer: &Outer) -> Result<(), ImportError> {
        let deeper = Outer { depth: outer.depth + 1, ..Outer::default() };
        if let Some(all) = at.get("allOf") {
            self.b.report.structure(&all.place);
            for part in all.items() {
                if let Some(target) = self.resolve(&part, outer.depth)
                    && self.enter(&target, &part.place)
                {
                    self.quiet_texts(&target);
                    self.object(&target, ui, &deeper)?;
                    self.trail.pop();
                }
            }
        }
        for key in ["oneOf", "anyOf"] {
            let Some(all) = at.get(key) else { continue };
            self.b.report.structure(&all.place);
            for (i, part) in all.items().enumerate() {
                match self.resolve(&part, outer.depth) {
                    Some(first) if i == 0 => {
                        self.b.report.only(&all.place, Code::FirstOf, Params::new());
                        if self.enter(&first, &part.place) {
                            self.quiet_texts(&first);
                            self.object(&first, ui, &deeper)?;
                            self.trail.pop();
                        }
                    }
                    _ => self.b.report.whole(&part.place, Code::FirstOf, Params::new()),
                }
            }
        }
        if let Some(condition) = at.get("if") {
            let cond = self.condition(condition.json, &self.b.full_path(&[]));
            for (key, holds) in [("then", true), ("else", false)] {
                let Some(branch) = at.get(key) else { continue };
                match &cond {
                    Ok(cond) => {
                        let cond = if holds { cond.clone() } else { cond.clone().not() };
                        self.branch(&branch, ui, cond, &condition.place, &deeper)?;
                    }
                    Err(what) => {
                        let params = vec![("what", what.clone())];
                        self.b.report.whole(&branch.place, Code::ConditionUnknown, params.clone());
                        self.b.report.whole(&condition.place, Code::ConditionUnknown, params);
                    }
                }
            }
            if cond.is_ok() {
                self.b.report.whole(&condition.place, Code::Kept, Params::new());
            }
        } else {
            self.b.say(at, &["then", "else"], Code::NoEffect);
        }
        if let Some(all) = at.get("dependencies") {
            for (name, part) in all.entries().filter(|(_, l)| !matches!(l.json, Json::Array(_))) {
                self.dependency(name, &part, ui, &deeper)?;
            }
        }
        Ok(())
    }

    /// A part of an object's schema has no heading of its own.
    fn quiet_texts(&mut self, at: &At<'j>) {
        self.b.say(at, &["title", "description"], Code::NoEffect);
    }

    /// `dependencies: {name: schema}`: its fields once `name` has an answer, or, in the form that react-jsonschema-form
    /// documents, the alternative whose `name` fits.
    fn dependency(&mut self, name: &str, at: &At<'j>, ui: Option<&At<'j>>, outer: &Outer) -> Result<(), ImportError> {
        let Some(at) = self.resolve(at, outer.depth) else { return Ok(()) };
        let field = self.b.full_path(&[name.to_owned()]);
        self.b.report.structure(&at.place);
        let place = at.place.clone();
        if let Some(all) = at.get("oneOf") {
            self.b.report.structure(&all.place);
            for part in all.items() {
                let Some(part) = self.resolve(&part, outer.depth) else { continue };
                let own = part.get("properties").and_then(|p| p.get(name));
                let cond = own.as_ref().map(|own| self.fits(own.json, Value::Field(field.clone())));
                match (own, cond) {
                    (Some(own), Some(Ok(cond))) => {
                        self.b.report.whole(&own.place, Code::Kept, Params::new());
                        self.branch_without(&part, ui, cond, &own.place, outer, Some(name))?;
                    }
                    _ => self.b.report.whole(&part.place, Code::ConditionUnknown, vec![("what", name.to_owned())]),
                }
            }
            self.b.say(&at, &["properties", "required", "type"], Code::Unsupported);
            return Ok(());
        }
        self.branch(&at, ui, Cond::Given(Value::Field(field)), &place, outer)
    }

    fn branch(
        &mut self,
        at: &At<'j>,
        ui: Option<&At<'j>>,
        cond: Cond,
        place: &Place,
        outer: &Outer,
    ) -> Result<(), ImportError> {
        self.branch_without(at, ui, cond, place, outer, None)
    }

    /// Fields that are there under a condition, but for the one that decides. Those that are there anyway are required or
    /// not under it.
    fn branch_without(
        &mut self,
        at: &At<'j>,
        ui: Option<&At<'j>>,
        cond: Cond,
        place: &Place,
        outer: &Outer,
        without: Option<&str>,
    ) -> Result<(), ImportError> {
        self.b.visit()?;
        let from = at.place.clone();
        let Some(at) = self.resolve(at, outer.depth) else { return Ok(()) };
        if outer.depth > MAX_DEPTH {
            self.b.report.whole(&at.place, Code::Reference, Params::new());
            return Ok(());
        }
        if !self.enter(&at, &from) {
            return Ok(());
        }
        self.b.report.structure(&at.place);
        self.quiet_texts(&at);
        self.b.say(&at, &["type", "additionalProperties"], Code::NoEffect);
        self.b.say(&at, NO_EFFECT, Code::NoEffect);
        self.b.say(&at, UNSUPPORTED, Code::Unsupported);
        let shown = Shown { cond, places: vec![place.clone()], code: Code::Condition };
        let required = self.required(&at);
        let mut made: Vec<String> = Vec::new();
        self.b.open(Frame { show: vec![shown.clone()], ..Frame::default() });
        if let Some(properties) = at.get("properties") {
            self.b.report.structure(&properties.place);
            for (name, one) in properties.entries().filter(|(name, _)| Some(*name) != without) {
                made.push(name.to_owned());
                if self.b.has_field(&[name.to_owned()]) {
                    // Said about a field that is there already: only what a branch may add to one, which is `required`.
                    self.b.report.whole(&one.place, Code::Unsupported, Params::new());
                    continue;
                }
                let must = if required.iter().any(|r| r == name) { Must::Yes } else { Must::No };
                let inner = ui.and_then(|u| u.get(name));
                let outer =
                    Outer { must, name_at: Some(one.place.clone()), depth: outer.depth + 1, ..Outer::default() };
                self.property(&one, &[name.to_owned()], inner.as_ref(), outer)?;
            }
        }
        self.combined(&at, ui, outer)?;
        self.b.close();
        for name in required {
            if !made.contains(&name) && Some(&*name) != without {
                self.b.require(&[name], Must::When(shown.clone()));
            }
        }
        self.trail.pop();
        Ok(())
    }

    /// Whether the data fit a schema, as far as that is a condition on boxes.
    pub fn condition(&self, json: &Json, base: &[String]) -> Result<Cond, String> {
        match json {
            Json::Bool(b) => return Ok(Cond::Const(*b)),
            Json::Object(_) => {}
            _ => return Err("if".to_owned()),
        }
        let below = |name: &str| {
            let mut path = base.to_vec();
            path.push(name.to_owned());
            path
        };
        let mut all = Vec::new();
        for (key, value) in json.entries() {
            match &**key {
                "properties" => {
                    let required = json.get("required").map_or(&[][..], Json::items);
                    for (name, schema) in value.entries() {
                        let field = Value::Field(below(name));
                        let inner = match schema.get("properties") {
                            Some(_) => self.condition(schema, &below(name))?,
                            None => self.fits(schema, field.clone())?,
                        };
                        // A property that is not there fits every schema.
                        let asked = required.iter().any(|r| r.as_text().is_some_and(|t| t == name));
                        let free = Cond::Given(field).not();
                        all.push(if asked || schema.get("properties").is_some() {
                            inner
                        } else {
                            Cond::Any(vec![free, inner])
                        });
                    }
                }
                "required" => {
                    for name in value.items().iter().filter_map(Json::as_text) {
                        let named = json.get("properties").and_then(|p| p.get(name)).is_some();
                        if !named {
                            all.push(Cond::Given(Value::Field(below(name))));
                        }
                    }
                }
                "allOf" | "anyOf" => {
                    let parts = value.items().iter().map(|p| self.condition(p, base)).collect::<Result<Vec<_>, _>>()?;
                    all.push(if &**key == "allOf" { Cond::All(parts) } else { Cond::Any(parts) });
                }
                "not" => all.push(self.condition(value, base)?.not()),
                "type" | "title" | "description" | "$comment" => {}
                other => return Err(other.chars().take(40).collect()),
            }
        }
        Ok(Cond::All(all))
    }

    /// Whether a value that is there fits a schema.
    pub fn fits(&self, schema: &Json, field: Value) -> Result<Cond, String> {
        let mut all = Vec::new();
        if let Json::Bool(b) = schema {
            return Ok(Cond::Const(*b));
        }
        let literal = |json: &Json| Value::Literal(json.clone());
        let free = |cond: Cond| Cond::Any(vec![Cond::Given(field.clone()).not(), cond]);
        for (key, value) in schema.entries() {
            all.push(match &**key {
                "const" => Cond::Compare(Op::Eq, field.clone(), literal(value)),
                "enum" => Cond::OneOf(field.clone(), value.items().to_vec()),
                "minimum" => free(Cond::Compare(Op::Ge, field.clone(), literal(value))),
                "maximum" => free(Cond::Compare(Op::Le, field.clone(), literal(value))),
                "exclusiveMinimum" => free(Cond::Compare(Op::Gt, field.clone(), literal(value))),
                "exclusiveMaximum" => free(Cond::Compare(Op::Lt, field.clone(), literal(value))),
                // An empty box has no answer here, and an empty text there.
                "minLength" if value.as_int() == Some(1) => Cond::Given(field.clone()),
                "minLength" | "minItems" => Cond::Size(Op::Ge, field.clone(), value.as_int().ok_or("min")?),
                "maxLength" | "maxItems" => Cond::Size(Op::Le, field.clone(), value.as_int().ok_or("max")?),
                "pattern" => {
                    let text = value.as_text().ok_or("pattern")?.to_string();
                    Cond::Text("matches", field.clone(), Value::Literal(Json::text(&text)))
                }
                "not" => self.fits(value, field.clone())?.not(),
                "anyOf" | "allOf" | "oneOf" => {
                    let parts =
                        value.items().iter().map(|p| self.fits(p, field.clone())).collect::<Result<Vec<_>, _>>()?;
                    if &**key == "allOf" { Cond::All(parts) } else { Cond::Any(parts) }
                }
                // Of an array: whether it holds one that fits.
                "contains" => match value.get("const") {
                    Some(one) => Cond::Text("contains", field.clone(), literal(one)),
                    None => return Err("contains".to_owned()),
                },
                "type" | "title" | "description" | "$comment" | "format" => continue,
                other => return Err(other.chars().take(40).collect()),
            });
        }
        Ok(Cond::All(all))
    }

    /// Keys of the UI schema that stand at every level; those that name properties are reported with these.
    fn ui_keys(&mut self, ui: &At<'j>) {
        self.b.report.structure(&ui.place);
        self.b.say(ui, UI_LOOK, Code::Look);
        for (key, value) in ui.entries() {
            if key == "ui:options" {
                self.b.report.structure(&value.place);
                for (inner, value) in value.entries() {
                    let named = ["title", "description", "help", "placeholder", "order", "widget", "enumNames"]
                        .contains(&inner);
                    if !named {
                        self.b.report.whole(&value.place, Code::Look, Params::new());
                    }
                }
            } else if ["ui:field", "ui:disabled", "ui:readonly", "ui:enumDisabled", "ui:enumOrder"].contains(&key)
                || key.ends_with("Template")
                || key.ends_with("Field")
            {
                let code = if is_idle(value.json) { Code::NoEffect } else { Code::Unsupported };
                self.b.report.whole(&value.place, code, Params::new());
            }
        }
    }

    /// What the UI schema says about one property.
    fn ui_says(&mut self, ui: &At<'j>, outer: &mut Outer) {
        self.ui_keys(ui);
        outer.label = self.ui_text(ui, "ui:title").or(outer.label.take());
        let description = self.ui_text(ui, "ui:description");
        let help = self.ui_text(ui, "ui:help");
        outer.help = match (description, help) {
            (Some(a), Some(b)) => Some([&*a, "\n", &b].concat()),
            (a, b) => a.or(b).or(outer.help.take()),
        };
        outer.example = self.ui_text(ui, "ui:placeholder").or(outer.example.take());
        let widget = ui.get("ui:widget").or_else(|| ui.get("ui:options").and_then(|o| o.get("widget")));
        if let Some(widget) = widget {
            let name = widget.json.as_text().map(ToString::to_string);
            let code = match name.as_deref() {
                Some("hidden") => Code::Hidden,
                Some("textarea" | "checkboxes" | "checkbox" | "date" | "alt-date" | "email") => Code::Kept,
                Some("radio" | "select" | "updown" | "range" | "password" | "color" | "text") => Code::Look,
                _ => Code::Unsupported,
            };
            self.b.report.whole(&widget.place, code, Params::new());
            outer.widget = name;
        }
        let names = ui.get("ui:enumNames").or_else(|| ui.get("ui:options").and_then(|o| o.get("enumNames")));
        if let Some(names) = names {
            self.b.report.whole(&names.place, Code::Kept, Params::new());
            outer.labels = names.json.items().iter().map(plain).collect();
        }
    }

    /// One property: a field, the fields of an object, or rows.
    pub fn property(
        &mut self,
        at: &At<'j>,
        path: &[String],
        ui: Option<&At<'j>>,
        mut outer: Outer,
    ) -> Result<(), ImportError> {
        self.b.visit()?;
        let name_at = outer.name_at.clone().unwrap_or_else(|| at.place.clone());
        if outer.depth > MAX_DEPTH {
            self.b.report.whole(&name_at, Code::Reference, Params::new());
            return Ok(());
        }
        self.b.report.structure(&name_at);
        if let Some(ui) = ui {
            self.ui_says(ui, &mut outer);
        }
        // Texts beside a reference are about this use of it.
        let label = self.b.line(at, "title");
        let help = self.b.text(at, "description");
        let Some(target) = self.resolve(at, outer.depth) else {
            self.b.report.only(&name_at, Code::Reference, Params::new());
            return Ok(());
        };
        if target.place.pointer != at.place.pointer {
            // The reference is one level more: definitions that refer to themselves end there.
            outer.depth += 1;
            self.b.say(at, NO_EFFECT, Code::NoEffect);
            self.b.say(at, UNSUPPORTED, Code::Unsupported);
            self.b.say(at, &["default"], Code::Default);
        }
        let at = &target;
        let inner_label = self.b.line(at, "title");
        let inner_help = self.b.text(at, "description");
        outer.label = outer.label.or(label).or(inner_label);
        outer.help = outer.help.or(help).or(inner_help);
        if matches!(at.json, Json::Bool(_)) || outer.widget.as_deref() == Some("hidden") {
            let code = if outer.widget.is_some() { Code::Hidden } else { Code::UnknownType };
            self.b.report.nothing(&name_at, code, vec![("type", "any".to_owned())]);
            return Ok(());
        }
        if !self.enter(at, &name_at) {
            return Ok(());
        }
        let done = match shape(at.json) {
            Shape::Object => self.nested(at, path, ui, outer, &name_at),
            Shape::Rows => self.rows(at, path, ui, outer, &name_at),
            Shape::Field(types, near) => self.field(at, path, types, near, ui, outer, &name_at),
            Shape::Alternatives(key) => self.alternatives(at, key, path, ui, outer, &name_at),
            Shape::Unknown(what) => {
                self.b.report.nothing(&name_at, Code::UnknownType, vec![("type", what.clone())]);
                self.b.report.whole(&at.place, Code::UnknownType, vec![("type", what)]);
                Ok(())
            }
        };
        self.trail.pop();
        done
    }

    fn nested(
        &mut self,
        at: &At<'j>,
        path: &[String],
        ui: Option<&At<'j>>,
        outer: Outer,
        name_at: &Place,
    ) -> Result<(), ImportError> {
        self.b.report.only(name_at, Code::Structure, Params::new());
        let title = outer.label.clone().or_else(|| path.last().map(|p| words::label_of(p)));
        let frame =
            Frame { title, help: outer.help.clone(), show: outer.frame_show(), path: path.to_vec(), section: true };
        self.b.open(frame);
        self.object(at, ui, &outer)?;
        self.b.close();
        Ok(())
    }

    /// The first alternative that is not "nothing".
    fn alternatives(
        &mut self,
        at: &At<'j>,
        key: &str,
        path: &[String],
        ui: Option<&At<'j>>,
        mut outer: Outer,
        name_at: &Place,
    ) -> Result<(), ImportError> {
        self.b.say(at, NO_EFFECT, Code::NoEffect);
        self.b.say(at, UNSUPPORTED, Code::Unsupported);
        self.b.say(at, &["default"], Code::Default);
        let Some(all) = at.get(key) else { return Ok(()) };
        self.b.report.only(&all.place, Code::FirstOf, Params::new());
        outer.depth += 1;
        let mut taken = false;
        for part in all.items() {
            let empty = part.text("type") == Some("null");
            if taken || empty {
                self.b.report.whole(&part.place, if empty { Code::NoEffect } else { Code::FirstOf }, Params::new());
                continue;
            }
            taken = true;
            let outer = Outer { name_at: Some(name_at.clone()), ..outer.clone() };
            self.property(&part, path, ui, outer)?;
        }
        Ok(())
    }

    fn spec(
        &mut self,
        at: &At<'j>,
        path: &[String],
        types: &'static [&'static str],
        outer: &Outer,
        name_at: &Place,
    ) -> Spec {
        let mut spec = Spec::new(path.to_vec(), types, &type_of(at.json));
        spec.label.clone_from(&outer.label);
        spec.help.clone_from(&outer.help);
        spec.example = outer.example.as_deref().and_then(words::line).map(|(t, _)| t);
        spec.must = outer.must.clone();
        spec.show.clone_from(&outer.show);
        spec.lock.clone_from(&outer.lock);
        if types == ["attachment"] && spec.from != "array" {
            spec.max = Some(1);
        }
        spec.name_at = Some(name_at.clone());
        spec.at = Some(name_at.clone());
        let kind = ["type", "format", "enum", "oneOf", "const"].into_iter().find_map(|k| at.get(k));
        spec.type_at = kind.filter(|_| at.json.get("type").is_some()).map(|k| k.place);
        spec
    }

    fn rows(
        &mut self,
        at: &At<'j>,
        path: &[String],
        ui: Option<&At<'j>>,
        outer: Outer,
        name_at: &Place,
    ) -> Result<(), ImportError> {
        let mut spec = self.spec(at, path, &["group"], &outer, name_at);
        self.b.say(at, NO_EFFECT, Code::NoEffect);
        self.b.say(at, UNSUPPORTED, Code::Unsupported);
        self.b.say(at, &["default", "examples"], Code::Default);
        self.bounds(at, &mut spec, "minItems", "maxItems");
        let items = at.get("items");
        let listed = at.get("prefixItems").or_else(|| items.clone()).filter(|l| matches!(l.json, Json::Array(_)));
        if let Some(listed) = listed.filter(|l| l.json.items().iter().any(|i| matches!(i, Json::Object(_)))) {
            return self.tuple(&listed, path, outer, name_at);
        }
        let Some(items) = items.filter(|i| matches!(i.json, Json::Object(_))) else {
            self.b.report.whole(name_at, Code::UnknownType, vec![("type", "tuple".to_owned())]);
            self.b.say(at, &["items"], Code::UnknownType);
            return Ok(());
        };
        let Some(target) = self.resolve(&items, outer.depth) else {
            self.b.report.only(name_at, Code::Reference, Params::new());
            return Ok(());
        };
        self.b.report.structure(&items.place);
        if !self.b.rows_open(spec)? {
            return Ok(());
        }
        let inner_ui = ui.and_then(|u| u.get("items"));
        let deeper = Outer { depth: outer.depth + 2, ..Outer::default() };
        if is_object(target.json) {
            if self.enter(&target, &items.place) {
                self.quiet_texts(&target);
                self.object(&target, inner_ui.as_ref(), &deeper)?;
                self.trail.pop();
            }
        } else {
            // A list of plain values: rows of one column.
            self.b.report.only(&items.place, Code::Layout, Params::new());
            let outer = Outer { name_at: Some(items.place.clone()), ..deeper };
            self.property(&items, &["value".to_owned()], inner_ui.as_ref(), outer)?;
        }
        self.b.rows_close()
    }

    /// A list with a meaning for each place: a box for each, named by its number.
    fn tuple(&mut self, listed: &At<'j>, path: &[String], outer: Outer, name_at: &Place) -> Result<(), ImportError> {
        self.b.report.only(name_at, Code::Layout, Params::new());
        self.b.report.only(&listed.place, Code::Layout, Params::new());
        let title = outer.label.clone().or_else(|| path.last().map(|p| words::label_of(p)));
        let show = outer.frame_show();
        let frame = Frame { title, help: outer.help, show, path: path.to_vec(), section: true };
        self.b.open(frame);
        for (i, item) in listed.items().enumerate() {
            let name = ["item", &(i + 1).to_string()].concat();
            let outer = Outer { name_at: Some(item.place.clone()), depth: outer.depth + 1, ..Outer::default() };
            self.property(&item, &[name], None, outer)?;
        }
        self.b.close();
        Ok(())
    }

    fn bounds(&mut self, at: &At<'_>, spec: &mut Spec, least: &str, greatest: &str) {
        for (key, is_least) in [(least, true), (greatest, false)] {
            let Some(value) = at.get(key) else { continue };
            match whole_number(value.json, is_least) {
                Some((n, rounded)) => {
                    let slot = if is_least { &mut spec.min } else { &mut spec.max };
                    *slot = Some(n);
                    let code = if rounded { Code::Bound } else { Code::Kept };
                    self.b.report.whole(
                        &value.place,
                        code,
                        if rounded { vec![("to", n.to_string())] } else { Params::new() },
                    );
                }
                None => self.b.report.whole(&value.place, Code::Unsupported, Params::new()),
            }
        }
        if spec.min.zip(spec.max).is_some_and(|(min, max)| min > max) {
            self.b.say(at, &[least, greatest], Code::Unsupported);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call, from the one place that has found all of it out")]
    fn field(
        &mut self,
        at: &At<'j>,
        path: &[String],
        types: &'static [&'static str],
        near: bool,
        ui: Option<&At<'j>>,
        outer: Outer,
        name_at: &Place,
    ) -> Result<(), ImportError> {
        let known = types.iter().any(|t| FieldType::named(t).is_some());
        if !known {
            self.b.report.nothing(name_at, Code::UnknownType, vec![("type", types[0].to_owned())]);
            self.b.report.whole(&at.place, Code::UnknownType, vec![("type", types[0].to_owned())]);
            return Ok(());
        }
        let mut spec = self.spec(at, path, types, &outer, name_at);
        // Of several types the first.
        let several = at.json.get("type").map_or(&[][..], Json::items).iter().filter_map(Json::as_text);
        spec.near = near || several.filter(|t| &***t != "null").count() > 1;
        self.b.say(at, NO_EFFECT, Code::NoEffect);
        if let Some(format) = at.get("format") {
            let to = types.iter().find(|t| FieldType::named(t).is_some()).map_or("", |t| t);
            let near = near || Some(to) != types.first().copied();
            let params = vec![("from", plain(format.json)), ("to", to.to_owned())];
            self.b.report.whole(&format.place, if near { Code::Type } else { Code::Kept }, params);
        }
        self.b.say(at, &["default"], Code::Default);
        self.choices(at, &mut spec, &outer);
        if let Some(items) = ui.and_then(|u| u.get("items")) {
            self.b.report.whole(&items.place, Code::Look, Params::new());
        }
        // What a type does not bound means nothing to a validator either, but for the texts that have a form of their own here.
        let kind = types.iter().find_map(|t| FieldType::named(t)).map_or("", |k| k.info().name);
        let of_texts = if matches!(kind, "email" | "phone") { Code::Unsupported } else { Code::NoEffect };
        if matches!(kind, "text" | "multiline") {
            self.bounds(at, &mut spec, "minLength", "maxLength");
        } else {
            self.b.say(at, &["minLength", "maxLength"], of_texts);
        }
        if matches!(kind, "integer" | "number" | "money") {
            self.bounds(at, &mut spec, "minimum", "maximum");
            self.exclusive(at, &mut spec);
        } else {
            self.b.say(at, &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], Code::NoEffect);
        }
        if let Some(examples) = at.get("examples") {
            let first = examples.json.items().first().map(plain).and_then(|t| words::line(&t)).map(|(t, _)| t);
            let code = if first.is_some() { Code::Example } else { Code::NoEffect };
            self.b.report.whole(&examples.place, code, Params::new());
            spec.example = spec.example.or(first);
        }
        if outer.widget.as_deref() == Some("textarea") && types.first() == Some(&"text") {
            spec.types = &["multiline"];
        }
        let one = at.json.get("const").or_else(|| at.json.get("enum").and_then(|e| e.items().first()));
        let only_true = one == Some(&Json::Bool(true)) && at.json.get("enum").is_none_or(|e| e.items().len() == 1);
        if types.first() == Some(&"yes-no") {
            // A tick that must be made is a declaration: it is never filled.
            if only_true {
                spec.types = &["declaration"];
                spec.must = Must::Yes;
            }
            self.b.say(at, &["enum", "const", "oneOf"], if only_true { Code::Kept } else { Code::Look });
        }
        self.b.say(at, &["enumNames"], Code::Look);
        let label = spec.label.clone().unwrap_or_else(|| words::label_of(path.last().map_or("", |p| p)));
        let message = message_for(&label).replace(['{', '}'], "");
        let full = self.b.full_path(path);
        if let Some(pattern) = at.get("pattern")
            && let Some(text) = pattern.json.as_text().filter(|_| matches!(types.first(), Some(&"text")))
        {
            self.b.check(path, condition::pattern(full.clone(), text), &message, pattern.place);
        }
        if let Some(step) = at.get("multipleOf")
            && let Some(n) = step.json.as_int().filter(|n| *n > 0 && *n <= MAX_SAFE_INTEGER)
            && types.contains(&"integer")
        {
            if n == 1 {
                self.b.report.whole(&step.place, Code::Kept, Params::new());
            } else {
                let cond = Cond::Check(Value::Field(full), Kind::Number, [" % ", &n.to_string(), " == 0"].concat());
                self.b.check(path, cond, &message, step.place);
            }
        }
        if kind == "date" {
            self.date_bounds(at, path, &label);
        }
        let handled = [
            "pattern",
            "multipleOf",
            "const",
            "uniqueItems",
            "formatMinimum",
            "formatMaximum",
            "formatExclusiveMinimum",
            "formatExclusiveMaximum",
        ];
        for key in UNSUPPORTED.iter().filter(|k| !handled.contains(k)) {
            self.b.say(at, &[key], Code::Unsupported);
        }
        for key in handled {
            if let Some(value) = at.get(key)
                && !self.b.report.has(&value.place)
                && !(self.b.has_check(&value.place))
            {
                self.b.report.whole(&value.place, Code::Unsupported, Params::new());
            }
        }
        self.b.field(spec)
    }

    /// `formatMinimum` and its like (ajv-formats), of dates.
    fn date_bounds(&mut self, at: &At<'j>, path: &[String], label: &str) {
        for (key, op) in [
            ("formatMinimum", Op::Ge),
            ("formatMaximum", Op::Le),
            ("formatExclusiveMinimum", Op::Gt),
            ("formatExclusiveMaximum", Op::Lt),
        ] {
            let Some(bound) = at.get(key) else { continue };
            if let Some(text) = bound.json.as_text()
                && let Some(message) = message_of_bound(label, op, text)
            {
                let field = Value::Field(self.b.full_path(path));
                let cond = Cond::Compare(op, field, Value::Literal(Json::text(text)));
                self.b.check(path, cond, &message, bound.place);
            }
        }
    }

    /// Draft 4 says `exclusiveMinimum: true`, later ones name a number.
    fn exclusive(&mut self, at: &At<'_>, spec: &mut Spec) {
        for (key, least) in [("exclusiveMinimum", true), ("exclusiveMaximum", false)] {
            let Some(value) = at.get(key) else { continue };
            let slot = if least { &mut spec.min } else { &mut spec.max };
            let next = |n: i64| if least { n.saturating_add(1) } else { n.saturating_sub(1) };
            let bound = match value.json {
                Json::Bool(true) => slot.map(next),
                Json::Bool(false) => *slot,
                // Above 1.5 is from 2 on; above 2 from 3 on.
                number => whole_number(number, least).map(|(n, rounded)| if rounded { n } else { next(n) }),
            };
            match bound {
                Some(n) if n.abs() <= MAX_SAFE_INTEGER => {
                    *slot = Some(n);
                    self.b.report.whole(&value.place, Code::Kept, Params::new());
                }
                _ => self.b.report.whole(&value.place, Code::Unsupported, Params::new()),
            }
        }
    }

    fn choices(&mut self, at: &At<'j>, spec: &mut Spec, outer: &Outer) {
        let several = spec.types.first() == Some(&"choices");
        if several {
            self.b.say(at, &["uniqueItems"], Code::Kept);
            self.b.say(at, &["minItems", "maxItems"], Code::Unsupported);
        }
        let items = at.get("items").filter(|_| several);
        let of = match items {
            Some(items) => {
                self.b.report.structure(&items.place);
                match self.resolve(&items, 0) {
                    Some(target) => target,
                    None => return,
                }
            }
            None => at.clone(),
        };
        if several {
            self.b.say(&of, &["type"], Code::Kept);
            self.b.say(&of, &["title", "description"], Code::NoEffect);
            self.b.say(&of, NO_EFFECT, Code::NoEffect);
            self.b.say(&of, UNSUPPORTED, Code::Unsupported);
            self.b.say(&of, &["default", "examples"], Code::Default);
        }
        if spec.types.first() != Some(&"choice") && !several {
            return;
        }
        let names = of.get("enumNames");
        let labels: Vec<String> = match &names {
            _ if !outer.labels.is_empty() => outer.labels.clone(),
            Some(names) => {
                self.b.report.whole(&names.place, Code::Kept, Params::new());
                names.json.items().iter().map(plain).collect()
            }
            None => Vec::new(),
        };
        let Some((list, raw)) = enumerated(&of) else { return };
        let raw = raw.into_iter().enumerate().map(|(i, (value, label))| {
            let label = labels.get(i).cloned().filter(|l| !l.is_empty()).unwrap_or(label);
            (value, label)
        });
        let (found, changed) = options(raw);
        let texts = list.json.items().iter().all(|i| matches!(i, Json::Text(_) | Json::Object(_)));
        let code = if changed || !texts { Code::Options } else { Code::Kept };
        self.b.report.whole(&list.place, code, Params::new());
        let found: Vec<Choice> = found;
        spec.options = found;
    }
}

/// What a property becomes.
enum Shape {
    Object,
    Rows,
    Field(&'static [&'static str], bool),
    Alternatives(&'static str),
    Unknown(String),
}

/// The type that a schema names; of several the first that is not "null".
fn type_of(json: &Json) -> String {
    match json.get("type") {
        Some(Json::Text(t)) => t.to_string(),
        Some(Json::Array(all)) => {
            let named = || all.iter().filter_map(Json::as_text);
            named().find(|t| &***t != "null").or(named().next()).map(ToString::to_string).unwrap_or_default()
        }
        _ if json.get("properties").is_some() => "object".to_owned(),
        _ if json.get("items").is_some() => "array".to_owned(),
        _ => match json.get("const").or_else(|| json.get("enum").and_then(|e| e.items().first())) {
            Some(Json::Bool(_)) => "boolean".to_owned(),
            Some(Json::Int(_)) => "integer".to_owned(),
            Some(Json::Float(_)) => "number".to_owned(),
            Some(Json::Text(_)) => "string".to_owned(),
            _ if json.get("format").is_some() || json.get("minLength").is_some() || json.get("pattern").is_some() => {
                "string".to_owned()
            }
            _ => String::new(),
        },
    }
}

pub(super) fn is_object(json: &Json) -> bool {
    type_of(json) == "object" || json.get("type").is_none() && json.get("allOf").is_some()
}

/// Options that a schema lists: `enum`, or alternatives that are constants. (list, (value, label)).
fn enumerated<'j>(at: &At<'j>) -> Option<(At<'j>, Vec<(String, String)>)> {
    if let Some(list) = at.get("enum") {
        let some = list.json.items().iter().filter(|i| !matches!(i, Json::Null));
        return Some((list.clone(), some.map(|i| (plain(i), plain(i))).collect()));
    }
    for key in ["oneOf", "anyOf"] {
        let Some(list) = at.get(key) else { continue };
        let one = |item: &Json| {
            let single = item.get("enum").map(Json::items).and_then(|e| if e.len() == 1 { e.first() } else { None });
            let value = plain(item.get("const").or(single)?);
            let label = item.get("title").map(plain).filter(|t| !t.is_empty());
            Some((value.clone(), label.unwrap_or(value)))
        };
        let all: Option<Vec<_>> = list.json.items().iter().map(one).collect();
        if let Some(all) = all.filter(|a| !a.is_empty()) {
            return Some((list, all));
        }
    }
    None
}

fn shape(json: &Json) -> Shape {
    let dummy = At::root(json, Document::Form);
    let kind = type_of(json);
    let format = json.get("format").and_then(Json::as_text).map_or("", |f| f);
    match &*kind {
        "boolean" => Shape::Field(&["yes-no"], false),
        "object" => Shape::Object,
        "array" => {
            let items = json.get("items");
            let listed = items.is_some_and(|i| enumerated(&At::root(i, Document::Form)).is_some());
            let file = items.and_then(|i| i.get("format")).and_then(Json::as_text).is_some_and(|f| &**f == "data-url");
            match listed {
                _ if file => Shape::Field(&["attachment"], true),
                true => Shape::Field(&["choices"], false),
                false => Shape::Rows,
            }
        }
        "string" | "integer" | "number" | "" if enumerated(&dummy).is_some() => Shape::Field(&["choice"], false),
        "string" => match format {
            "date" => Shape::Field(&["date"], false),
            "date-time" => Shape::Field(&["date-time", "date"], false),
            "email" | "idn-email" => Shape::Field(&["email"], false),
            "phone" | "tel" => Shape::Field(&["phone"], false),
            "data-url" | "binary" => Shape::Field(&["attachment"], false),
            "" => Shape::Field(&["text"], false),
            _ => Shape::Field(&["text"], true),
        },
        "integer" => Shape::Field(&["integer"], false),
        "number" => Shape::Field(&["number", "integer"], false),
        "" if json.get("oneOf").is_some() => Shape::Alternatives("oneOf"),
        "" if json.get("anyOf").is_some() => Shape::Alternatives("anyOf"),
        "" if json.get("allOf").is_some() => Shape::Object,
        "" => Shape::Unknown("any".to_owned()),
        other => Shape::Unknown(other.chars().take(40).collect()),
    }
}
