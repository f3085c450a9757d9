//! Form.io: a form, a list of components, or one component.
//!
//! What the keys mean is taken from the component schemas and the evaluation code that formio.js 4.21 and @formio/core 2.8
//! ship (`Component.schema`, `utils/conditions`, `process/validation`).

mod logic;

use super::{
    Import, ImportError,
    builder::{
        Builder, Choice, Frame, Must, Shown, Spec, is_idle, message_for, message_of_bound, options, whole_number,
    },
    condition::{self, Cond, Op, Value, plain},
    report::{At, Code, Document, Params},
    words,
};
use crate::{
    definition::FieldType,
    json::{Json, MAX_SAFE_INTEGER},
};
use logic::{Logic, Property};

/// Bookkeeping of the builder and its server, and what holds here anyway (a hidden answer is not handed over).
#[rustfmt::skip]
const NO_EFFECT: &[&str] = &[
    "_id", "_vid", "id", "input", "tableView", "persistent", "protected", "dbIndex", "encrypted", "created", "modified", "owner", "access",
    "submissionAccess", "roles", "project", "machineName", "tags", "properties", "clearOnHide", "validateOn", "calculateServer", "redrawOn", "refreshOn",
    "refreshOnChange", "inputType", "inputFormat", "dataType", "controller", "revisions", "submissionRevisions", "settings", "pdfComponents", "showValidations",
    "alwaysEnabled", "lazyLoad", "isNew", "reference", "useOriginalRevision", "validateWhenHidden", "hideOnChildrenHidden", "allowCalculateOverride",
    "keyModified", "path", "idPath", "clearOnRefresh", "versions", "plan", "config", "deleted", "field_match_accuracy", "tree", "inDataGrid", "name", "url",
    "truncateMultipleSpaces", "strictDateValidation", "onlyAvailableItems", "storeas", "saveAs", "searchField", "searchFields", "searchDebounce", "minSearch",
    "fuseOptions", "useExactSearch", "indexeddb", "ignoreCache", "authenticate", "uniqueOptions", "lockKey", "shortcut", "rowDrafts", "calculateValueMode",
    "submissionTimezone", "autocomplete", "hidden", "value", "order", "row", "tab", "selectData", "dataFormat", "type", "display", "esign", "builder", "numRows", "numCols", "limit", "selectValues",
];

/// How it looks, which the style sheet decides.
#[rustfmt::skip]
const LOOK: &[&str] = &[
    "customClass", "labelPosition", "labelWidth", "labelMargin", "prefix", "suffix", "hideLabel", "autofocus", "tabindex", "spellcheck", "widget", "inline",
    "theme", "size", "leftIcon", "rightIcon", "block", "mask", "showWordCount", "showCharCount", "optionsLabelPosition", "modalEdit", "addons", "overlay",
    "autoExpand", "editor", "wysiwyg", "as", "layoutFixed", "reorder", "addAnother", "addAnotherPosition", "removeRow", "saveRow", "hideInputLabels",
    "inputsLabelPosition", "breadcrumb", "breadcrumbClickable", "buttonSettings", "scrollToTop", "navigateOnEnter", "saveOnEnter", "collapsed", "collapsible",
    "dataGridLabel", "datagridLabel", "style", "attrs", "attributes", "className", "tag", "searchEnabled", "selectThreshold", "searchThreshold", "useLocaleSettings",
    "allowInput", "format", "enableDate", "displayInTimezone", "timezone", "datepickerMode", "defaultDate", "timePicker", "delimiter", "thousandsSeparator",
    "requireDecimal", "decimalSymbol", "currency", "dayFirst", "fields", "width", "height", "minWidth", "maxWidth", "penColor", "backgroundColor", "footer",
    "keepOverlayRatio", "striped", "bordered", "hover", "condensed", "caption", "header", "errorLabel", "disableOnInvalid", "applyMaskOn", "inputMode",
    "noRefreshOnScroll", "removePlacement", "autoAdjust", "icon", "fancyButton", "promptOnDeselect", "dataSrc", "valueProperty", "altInput", "clickOpens",
    "dateFormat", "shortcutButtons", "customOptions", "cellAlignment", "verticalLayout", "tableViewUserId", "fixedSize", "enableMinDateInput", "enableMaxDateInput",
    "labelWidthCustom", "displayAsTable", "modal", "nextPage", "tooltipIcon", "readOnlyValue", "displayMask", "inputMaskPlaceholderChar", "isEditor", "minRows", "openWhenEmpty", "fieldSet", "inlineEdit", "delimeter",
];

/// What means something, and has no counterpart.
#[rustfmt::skip]
const UNSUPPORTED: &[&str] = &[
    "unique", "inputMasks", "allowMultipleMasks", "case", "errors", "disabled", "disableAddingRemovingRows", "initEmpty",
    "defaultOpen", "kickbox", "rowGroups", "enableRowGroups", "groupToggle", "filter", "selectFields", "provider",
    "providerOptions", "enableManualMode", "disableManualMode", "manualModeViewString", "maxTags", "storage", "fileTypes", "filePattern", "fileMinSize",
    "fileMaxSize", "webcam", "dir", "image", "privateDownload", "disableLimit", "defaultPermission", "addResource", "isUploadEnabled", "maxRows", "resource", "decimalLimit",
];

/// What bounds a box, and means nothing elsewhere.
const OF_BOXES: &[&str] = &["inputMask", "minDate", "maxDate"];

/// Program code.
const SCRIPT: &[&str] = &[
    "customDefaultValue",
    "customConditional",
    "custom",
    "customPrivate",
    "conditionalAddButton",
    "disableFunction",
    "isRequired",
    "javascript",
];

/// Makes a definition of a form.
pub(super) fn import(form: &Json, ui: Option<&Json>) -> Result<Import, ImportError> {
    let root = At::root(form, Document::Form);
    let mut f = Formio { b: Builder::new() };
    let inner = root.get("form").filter(|i| i.json.get("components").is_some());
    if let Some(inner) = inner {
        f.b.report.structure(&inner.place);
        f.form(&inner)?;
    } else if root.json.get("components").is_some() && root.text("key").is_none() {
        f.form(&root)?;
    } else if root.items().next().is_some() {
        f.components(&root)?;
    } else {
        f.component(&root)?;
    }
    f.b.finish(form, ui)
}

struct Formio {
    b: Builder,
}

impl Formio {
    fn form(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        let title = self.b.line(at, "title");
        self.b.title(title);
        for key in ["path", "name", "machineName", "_id"] {
            self.b.name(at.text(key).unwrap_or(""));
        }
        self.idle_keys(at);
        let wizard = at.text("display") == Some("wizard");
        let Some(components) = at.get("components") else { return Ok(()) };
        self.b.report.structure(&components.place);
        for one in components.items() {
            if wizard && one.text("type") == Some("panel") {
                let title = one.text("title").or(one.text("label")).and_then(words::line).map(|(t, _)| t);
                self.b.step(title);
            }
            self.component(&one)?;
        }
        Ok(())
    }

    fn components(&mut self, list: &At<'_>) -> Result<(), ImportError> {
        list.items().try_for_each(|one| self.component(&one))
    }

    fn inner(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        match at.get("components") {
            Some(list) => {
                self.b.report.structure(&list.place);
                self.components(&list)
            }
            None => Ok(()),
        }
    }

    /// What is the same for every component: keys that say nothing here.
    fn idle_keys(&mut self, at: &At<'_>) {
        self.b.say(at, NO_EFFECT, Code::NoEffect);
        self.b.say(at, LOOK, Code::Look);
        self.b.say(at, UNSUPPORTED, Code::Unsupported);
        self.b.say(at, SCRIPT, Code::Script);
        self.b.say(at, &["defaultValue"], Code::Default);
    }

    fn drop(&mut self, at: &At<'_>, code: Code, params: Params) {
        self.b.report.nothing(&at.place, code, params);
    }

    fn component(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        self.b.visit()?;
        let kind = at.text("type").unwrap_or("");
        let unknown = vec![("type", kind.to_owned())];
        if kind == "hidden" || at.flag("hidden") && !logic::unhides(at) {
            self.drop(at, Code::Hidden, Params::new());
            return Ok(());
        }
        match kind {
            "button" => {
                // Sending and going on are the form's own; what else a button does is a program.
                let own =
                    matches!(at.text("action").unwrap_or("submit"), "submit" | "reset" | "saveState" | "delete" | "");
                self.drop(at, if own { Code::NoEffect } else { Code::Script }, Params::new());
            }
            "panel" | "fieldset" | "well" => self.section(at)?,
            "columns" => self.parts(at, "columns")?,
            "tabs" => self.tabs(at)?,
            "table" => self.table(at)?,
            "container" | "form" | "htmlcontainer" => self.container(at, kind)?,
            "datagrid" | "editgrid" | "dynamicWizard" => self.rows(at)?,
            "survey" => self.survey(at)?,
            "content" | "htmlelement" => self.note(at)?,
            _ => match types(at, kind) {
                Some((types, _)) if !known(types) => self.drop(at, Code::UnknownType, unknown),
                Some((types, near)) => self.field(at, kind, types, near)?,
                None if at.json.get("components").is_some() => self.section(at)?,
                None => self.drop(at, Code::UnknownType, unknown),
            },
        }
        Ok(())
    }

    /// Conditions of what holds others: it can be hidden, and nothing more.
    fn shown(&mut self, at: &At<'_>) -> Vec<Shown> {
        let logic = self.logic(at, &[Property::Hidden], false);
        self.shown_by(at, logic.hidden)
    }

    /// Conditions of a component, with what its logic says of hiding it.
    fn shown_by(&mut self, at: &At<'_>, hidden: Option<Shown>) -> Vec<Shown> {
        let mut shown = self.conditional(at);
        shown.extend(hidden.map(|h| Shown { cond: h.cond.not(), ..h }));
        shown
    }

    fn conditional(&mut self, at: &At<'_>) -> Vec<Shown> {
        let Some(conditional) = at.get("conditional") else { return Vec::new() };
        let place = conditional.place.clone();
        match conditional_of(conditional.json) {
            Ok(None) => {
                self.b.report.whole(&place, Code::NoEffect, Params::new());
                Vec::new()
            }
            Ok(Some(cond)) => {
                // Until something is shown under it.
                self.b.report.whole(&place, Code::NoEffect, Params::new());
                vec![Shown { cond, places: vec![place], code: Code::Condition }]
            }
            Err((code, what)) => {
                let params = if code == Code::ConditionUnknown { vec![("what", what)] } else { Params::new() };
                self.b.report.whole(&place, code, params);
                Vec::new()
            }
        }
    }

    /// The heading of a container.
    fn heading(&mut self, at: &At<'_>, keys: &[&str]) -> Option<String> {
        let found: Vec<Option<String>> = keys.iter().map(|key| self.b.line(at, key)).collect();
        found.into_iter().flatten().next()
    }

    fn help(&mut self, at: &At<'_>) -> Option<String> {
        let description = self.b.text(at, "description");
        let tooltip = self.b.text(at, "tooltip");
        match (description, tooltip) {
            (Some(a), Some(b)) if a != b => Some([&*a, "\n", &b].concat()),
            (a, b) => a.or(b),
        }
    }

    /// Columns have no headings above them.
    fn headings_in_rows(&mut self, at: &At<'_>) {
        if self.b.in_rows() {
            self.b.say(at, &["title", "legend", "label", "description", "tooltip"], Code::Layout);
        }
    }

    fn keep_names(&mut self, at: &At<'_>) {
        self.b.say(at, &["key", "type"], Code::Kept);
        self.b.say(at, &["placeholder"], Code::NoEffect);
        self.calculated(at);
        self.validate_nothing(at);
    }

    fn section(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        let title = self.heading(at, &["title", "legend", "label"]);
        let help = self.help(at);
        let show = self.shown(at);
        self.idle_keys(at);
        self.keep_names(at);
        self.headings_in_rows(at);
        self.b.open(Frame { title, help, show, path: Vec::new(), section: true });
        self.inner(at)?;
        self.b.close();
        Ok(())
    }

    fn container(&mut self, at: &At<'_>, kind: &str) -> Result<(), ImportError> {
        if kind == "form" && at.json.get("components").is_none() {
            self.drop(at, Code::Remote, Params::new());
            return Ok(());
        }
        // The label of a container is not shown, but it tells whose boxes these are.
        let title = self.heading(at, &["title", "label"]);
        let help = self.help(at);
        let show = self.shown(at);
        self.idle_keys(at);
        self.keep_names(at);
        self.b.say(at, &["form"], Code::Remote);
        let mut path = names(at);
        if kind == "form" {
            path.push("data".to_owned()); // a nested form's submission has its answers there
        }
        self.headings_in_rows(at);
        let plain = matches!(kind, "htmlcontainer");
        let path = if plain { Vec::new() } else { path };
        self.b.open(Frame { title, help, show, path, section: true });
        self.inner(at)?;
        self.b.close();
        Ok(())
    }

    /// Opens what only arranges: columns, tabs, a table.
    fn open_layout(&mut self, at: &At<'_>) {
        let show = self.shown(at);
        self.b.say(at, &["label", "title"], Code::NoEffect);
        self.b.say(at, &["description", "tooltip"], Code::Unsupported);
        self.idle_keys(at);
        self.keep_names(at);
        self.b.say(at, &["type"], Code::Layout);
        self.b.open(Frame { show, ..Frame::default() });
    }

    /// Containers side by side.
    fn parts(&mut self, at: &At<'_>, key: &str) -> Result<(), ImportError> {
        self.open_layout(at);
        if let Some(parts) = at.get(key) {
            self.b.report.structure(&parts.place);
            for part in parts.items() {
                self.b.visit()?;
                self.b.say(&part, &["width", "offset", "push", "pull", "size", "currentWidth"], Code::Layout);
                self.part_keys(&part);
                self.inner(&part)?;
            }
        }
        self.b.close();
        Ok(())
    }

    /// A column or a cell says nothing of its own, whatever a builder wrote into it.
    fn part_keys(&mut self, part: &At<'_>) {
        self.b.say(part, &["label", "key", "title", "description", "tooltip"], Code::NoEffect);
        self.idle_keys(part);
        self.keep_names(part);
        self.b.say(part, &["conditional", "logic"], Code::Unsupported);
    }

    fn tabs(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        self.open_layout(at);
        if let Some(tabs) = at.get("components") {
            self.b.report.structure(&tabs.place);
            for tab in tabs.items() {
                self.b.visit()?;
                let title = self.heading(&tab, &["label", "title"]);
                let show = self.shown(&tab);
                self.idle_keys(&tab);
                self.keep_names(&tab);
                self.b.open(Frame { title, show, section: true, ..Frame::default() });
                self.inner(&tab)?;
                self.b.close();
            }
        }
        self.b.close();
        Ok(())
    }

    fn table(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        self.open_layout(at);
        if let Some(rows) = at.get("rows") {
            self.b.report.only(&rows.place, Code::Layout, Params::new());
            for cell in rows.items().flat_map(|row| row.items().collect::<Vec<_>>()) {
                self.b.visit()?;
                self.part_keys(&cell);
                self.inner(&cell)?;
            }
        }
        self.b.close();
        Ok(())
    }

    fn spec(&mut self, at: &At<'_>, kind: &str, types: &'static [&'static str]) -> (Spec, Logic) {
        let mut spec = Spec::new(names(at), types, kind);
        let (of, takes_value): (&[Property], bool) = match types {
            _ if kind == "survey" => (&[Property::Hidden], false),
            ["note"] => (&[Property::Hidden], false),
            ["group" | "signature" | "attachment"] => (&[Property::Hidden, Property::Required], false),
            _ => (&[Property::Hidden, Property::Required, Property::Disabled], true),
        };
        let mut logic = self.logic(at, of, takes_value);
        spec.show = self.shown_by(at, logic.hidden.take());
        spec.lock = logic.disabled.take();
        spec.label = self.heading(at, &["label", "title", "legend"]);
        spec.help = self.help(at);
        spec.name_at = at.get("key").map(|k| k.place);
        spec.type_at = at.get("type").map(|t| t.place);
        spec.at = Some(at.place.clone());
        if types == ["attachment"] && at.json.get("multiple").and_then(Json::as_bool) != Some(true) {
            spec.max = Some(1);
        }
        if let Some(key) = &spec.name_at
            && spec.label.is_none()
            && types != ["note"]
        {
            self.b.report.only(key, Code::Label, Params::new());
        }
        (spec, logic)
    }

    /// What the logic of a box says of requiring and setting it, after all else is known.
    fn by_logic(&mut self, spec: &mut Spec, logic: Logic) {
        match logic.required {
            Some(Shown { cond: Cond::Const(must), .. }) => spec.must = if must { Must::Yes } else { Must::No },
            Some(shown) => spec.must = Must::When(shown),
            None => {}
        }
        match logic.value {
            Some((_, place)) if spec.compute.is_some() => self.b.report.whole(&place, Code::Unsupported, Params::new()),
            Some((value, place)) => spec.compute = Some((value, place, Code::SetWhile)),
            None => {}
        }
    }

    fn note(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        let (mut spec, _) = self.spec(at, at.text("type").unwrap_or(""), &["note"]);
        let key = ["content", "html"].into_iter().find(|k| at.json.get(k).is_some()).unwrap_or("content");
        let text = self.b.text(at, key);
        self.idle_keys(at);
        self.b.say(at, &["label", "title", "legend"], Code::NoEffect);
        self.calculated(at);
        self.validate_nothing(at);
        self.b.say(at, &["placeholder"], Code::NoEffect);
        match text {
            Some(text) => spec.label = Some(text),
            None => {
                self.drop(at, Code::NoEffect, Params::new());
                return Ok(());
            }
        }
        self.b.field(spec)
    }

    fn rows(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        let (mut spec, logic) = self.spec(at, at.text("type").unwrap_or(""), &["group"]);
        let path = spec.path.clone();
        self.idle_keys(at);
        self.b.say(at, &["placeholder", "templates"], Code::Look);
        self.calculated(at);
        self.validate(at, &mut spec, &path, &["minLength", "maxLength"]);
        self.b.say(at, OF_BOXES, Code::Unsupported);
        self.by_logic(&mut spec, logic);
        if !self.b.rows_open(spec)? {
            return Ok(());
        }
        self.inner(at)?;
        self.b.rows_close()
    }

    /// A question for each line, with the same options: `{"survey": {"question": "value"}}`, as in Form.io.
    fn survey(&mut self, at: &At<'_>) -> Result<(), ImportError> {
        let (mut spec, _) = self.spec(at, "survey", &["choice"]);
        let title = spec.label.take();
        let help = spec.help.take();
        let show = std::mem::take(&mut spec.show);
        self.idle_keys(at);
        self.b.say(at, &["placeholder"], Code::NoEffect);
        self.calculated(at);
        let path = spec.path.clone();
        self.validate(at, &mut spec, &path, &[]);
        self.b.say(at, OF_BOXES, Code::Unsupported);
        let options = self.options(at, "values");
        let mut any = false;
        self.b.open(Frame { title, help, show, path, section: true });
        if let Some(questions) = at.get("questions") {
            self.b.report.only(&questions.place, Code::Structure, Params::new());
            for question in questions.items() {
                let Some(value) = question.json.get("value").map(plain).filter(|v| !v.is_empty()) else { continue };
                let mut one = spec.clone();
                one.path = vec![value];
                one.label = self.b.line(&question, "label");
                one.help = self.b.text(&question, "tooltip");
                one.options.clone_from(&options);
                one.name_at = question.get("value").map(|v| v.place);
                self.idle_keys(&question);
                any |= !options.is_empty();
                self.b.field(one)?;
            }
        }
        self.b.close();
        if let Some(key) = &spec.name_at {
            self.b.report.only(key, if any { Code::Kept } else { Code::Empty }, Params::new());
        }
        if let (Some(kind), false) = (&spec.type_at, any) {
            self.b.report.only(kind, Code::Empty, Params::new());
        }
        Ok(())
    }

    fn field(
        &mut self,
        at: &At<'_>,
        kind: &str,
        types: &'static [&'static str],
        near: bool,
    ) -> Result<(), ImportError> {
        let (mut spec, logic) = self.spec(at, kind, types);
        spec.near = near;
        self.idle_keys(at);
        if let Some(example) = self.b.line(at, "placeholder") {
            if let Some(value) = at.get("placeholder") {
                self.b.report.only(&value.place, Code::Example, Params::new());
            }
            spec.example = Some(example);
        }
        spec.compute = self.calculated(at).map(|(value, place)| (value, place, Code::Condition));
        self.b.say(at, &["rows"], Code::Look);
        // An address has boxes of its own for writing it out.
        self.b.say(at, &["components"], if kind == "address" { Code::Layout } else { Code::Unsupported });
        self.choices(at, &mut spec);
        let path = spec.path.clone();
        let bounds: &[&str] = match spec.types.iter().find_map(|t| FieldType::named(t)).map_or("", |k| k.info().name) {
            "text" | "multiline" => &["minLength", "maxLength"],
            "integer" | "number" | "money" => &["min", "max"],
            _ => &[],
        };
        self.validate(at, &mut spec, &path, bounds);
        self.by_logic(&mut spec, logic);
        if kind == "checkbox" && matches!(spec.must, Must::Yes) {
            // A tick that must be made is a declaration: it is never filled.
            spec.types = &["declaration"];
        }
        self.mask(at, &spec, &path);
        self.dates(at, &mut spec, &path);
        self.b.field(spec)
    }

    /// `inputMask`: a check, where all versions of the original take it in the same way. They agree about digits and what
    /// stands between them; not about letters (which, and whether case counts), nor about the signs of a pattern.
    fn mask(&mut self, at: &At<'_>, spec: &Spec, path: &[String]) {
        let Some(mask) = at.get("inputMask").filter(|m| !is_idle(m.json)) else {
            self.b.say(at, &["inputMask"], Code::NoEffect);
            return;
        };
        let text = mask.json.as_text().map_or("", |t| t);
        let letters = ['a', 'A', '*', '&', '#', '_'];
        let plain = !text.contains(letters) && !text.contains(['(', ')', '[', ']', '{', '}', '|', '\\', '?']);
        if spec.types.first() != Some(&"text") || !plain || at.flag("allowMultipleMasks") {
            self.b.report.whole(&mask.place, Code::Unsupported, Params::new());
            return;
        }
        let cond = condition::pattern(self.b.full_path(path), &["^", &mask_pattern(text), "$"].concat());
        let label = spec.label.clone().unwrap_or_else(|| words::label_of(path.last().map_or("", |p| p)));
        let message = ["“", &label, "”: ghi theo dạng ", text, ", mỗi số 9 là một chữ số."].concat();
        self.b.check(path, cond, &message.replace(['{', '}'], ""), mask.place);
    }

    /// The first and the last day that may stand there: dates become checks, program code is not run.
    fn date_bounds(&mut self, at: &At<'_>, spec: &Spec, path: &[String]) {
        let kind = spec.types.iter().find_map(|t| FieldType::named(t));
        let label = spec.label.clone().unwrap_or_else(|| words::label_of(path.last().map_or("", |p| p)));
        for (key, op) in [("minDate", Op::Ge), ("maxDate", Op::Le)] {
            let Some(bound) = at.get(key).filter(|b| !is_idle(b.json)) else {
                self.b.say(at, &[key], Code::NoEffect);
                continue;
            };
            let text = bound.json.as_text().map_or("", |t| t).trim();
            // Of a time of day the last minute of the day counts as well.
            let literal = match (kind, op) {
                (Some(FieldType::Date), _) | (Some(FieldType::DateTime), Op::Ge) => text.to_owned(),
                (Some(FieldType::DateTime), _) => [text, "T23:59"].concat(),
                _ => String::new(),
            };
            match message_of_bound(&label, op, text) {
                Some(message) if !literal.is_empty() => {
                    let field = Value::Field(self.b.full_path(path));
                    let cond = Cond::Compare(op, field, Value::Literal(Json::text(&literal)));
                    self.b.check(path, cond, &message, bound.place);
                }
                _ => {
                    let code = if text.contains('(') { Code::Script } else { Code::Unsupported };
                    self.b.report.whole(&bound.place, code, Params::new());
                }
            }
        }
    }

    fn dates(&mut self, at: &At<'_>, spec: &mut Spec, path: &[String]) {
        self.date_bounds(at, spec, path);
        if let Some(picker) = at.get("datePicker") {
            self.b.report.structure(&picker.place);
            self.date_bounds(&picker, spec, path);
            for (key, value) in picker.entries().filter(|(key, _)| !["minDate", "maxDate"].contains(key)) {
                let code = match key {
                    _ if is_idle(value.json) => Code::NoEffect,
                    "disableFunction" => Code::Script,
                    "disable" | "disableWeekends" | "disableWeekdays" => Code::Unsupported,
                    _ => Code::Look,
                };
                self.b.report.whole(&value.place, code, Params::new());
            }
        }
        self.b.say(at, &["enableTime"], Code::Kept);
        if spec.types.first() == Some(&"date") || spec.types.contains(&"date") {
            let hidden = |part: &str| {
                at.json.get("fields").and_then(|f| f.get(part)).and_then(|p| p.get("hide")).and_then(Json::as_bool)
                    == Some(true)
            };
            if hidden("day") {
                spec.precision = Some(if hidden("month") { "year" } else { "month" });
            }
        }
    }

    /// Options of a select, radio or set of boxes.
    fn choices(&mut self, at: &At<'_>, spec: &mut Spec) {
        let wants = spec.types.contains(&"choice") || spec.types.contains(&"choices");
        if !wants {
            self.b.say(at, &["values", "data", "template", "templates"], Code::Unsupported);
            return;
        }
        if at.json.get("values").is_some() {
            spec.options = self.options(at, "values");
        }
        self.b.say(at, &["template", "templates"], Code::Look);
        let Some(data) = at.get("data") else {
            self.without_options(at, spec);
            return;
        };
        self.b.report.structure(&data.place);
        for (key, value) in data.entries() {
            let code = match key {
                _ if is_idle(value.json) => Code::NoEffect,
                "custom" => Code::Script,
                "url" | "resource" | "headers" | "project" => Code::Remote,
                "values" | "json" => continue,
                _ => Code::Unsupported,
            };
            self.b.report.whole(&value.place, code, Params::new());
        }
        let source = at.text("dataSrc").unwrap_or("values");
        if source == "values" || source.is_empty() {
            let found = self.options(&data, "values");
            if spec.options.is_empty() {
                spec.options = found;
            }
            self.b.say(&data, &["json"], Code::NoEffect);
        } else {
            self.b.say(&data, &["values"], Code::NoEffect);
        }
        if source == "json"
            && let Some(json) = data.get("json")
        {
            let text = json.json.as_text().and_then(|t| Json::parse(t).ok());
            let list = text.as_ref().unwrap_or(json.json);
            let value = at.text("valueProperty").filter(|p| !p.is_empty()).unwrap_or("value");
            let raw = list.items().iter().filter_map(|item| match item {
                Json::Object(_) => {
                    let label = ["label", "name", "title"].iter().find_map(|k| item.get(k)).map(plain);
                    let value = item.get_dotted(value).map(plain)?;
                    Some((value.clone(), label.unwrap_or(value)))
                }
                simple => Some((plain(simple), plain(simple))),
            });
            let (found, _) = options(raw);
            let code = if found.is_empty() { Code::Unsupported } else { Code::Options };
            self.b.report.whole(&json.place, code, Params::new());
            spec.options = found;
        }
        self.without_options(at, spec);
    }

    /// A choice whose options come from elsewhere is a text that people write.
    fn without_options(&mut self, at: &At<'_>, spec: &mut Spec) {
        if spec.options.is_empty() && at.text("type") == Some("select") {
            spec.types = &["text"];
            spec.near = true;
            if let Some(source) = at.get("dataSrc") {
                let code = match at.text("dataSrc") {
                    Some("custom") => Code::Script,
                    Some("values" | "json" | "") | None => Code::Empty,
                    _ => Code::Remote,
                };
                self.b.report.whole(&source.place, code, Params::new());
            }
        }
    }

    fn options(&mut self, at: &At<'_>, key: &str) -> Vec<Choice> {
        let Some(values) = at.get(key) else { return Vec::new() };
        let read = |item: &Json| match item {
            Json::Object(_) => {
                let value = item.get("value").map(plain).unwrap_or_default();
                Some((value.clone(), item.get("label").map(plain).unwrap_or(value)))
            }
            Json::Text(_) | Json::Int(_) | Json::Bool(_) | Json::Float(_) => Some((plain(item), plain(item))),
            _ => None,
        };
        // A builder leaves an empty line behind every new list.
        let empty = |item: &&Json| !is_idle(item);
        let (found, changed) = options(values.json.items().iter().filter(empty).filter_map(read));
        let code = match (found.is_empty(), changed) {
            (true, _) => Code::NoEffect,
            (_, true) => Code::Options,
            _ => Code::Kept,
        };
        self.b.report.whole(&values.place, code, Params::new());
        found
    }

    /// A calculated value: JSONLogic is translated, program code is not run.
    fn calculated(&mut self, at: &At<'_>) -> Option<(Value, super::report::Place)> {
        let value = at.get("calculateValue")?;
        let code = match value.json {
            idle if is_idle(idle) => Code::NoEffect,
            Json::Object(_) => match condition::logic_value(value.json) {
                Ok(logic) => {
                    // Said by whoever takes it; containers and rows have no value to compute.
                    self.b.report.whole(&value.place, Code::NoEffect, Params::new());
                    return Some((logic, value.place));
                }
                Err(what) => {
                    self.b.report.whole(&value.place, Code::ConditionUnknown, vec![("what", what)]);
                    return None;
                }
            },
            _ => Code::Script,
        };
        self.b.report.whole(&value.place, code, Params::new());
        None
    }

    fn validate_nothing(&mut self, at: &At<'_>) {
        let mut nothing = Spec::new(Vec::new(), &[], "");
        self.validate(at, &mut nothing, &[], &[]);
        self.b.say(at, OF_BOXES, Code::Unsupported);
        self.b.say(at, &["multiple"], Code::Unsupported);
    }

    /// `validate`; `bounds` are the keys among those that mean something for this type.
    fn validate(&mut self, at: &At<'_>, spec: &mut Spec, path: &[String], bounds: &[&str]) {
        self.b.say(
            at,
            &["multiple"],
            if spec.types.first() == Some(&"choices") { Code::Kept } else { Code::Unsupported },
        );
        let Some(validate) = at.get("validate") else { return };
        self.b.report.structure(&validate.place);
        let label = spec.label.clone().unwrap_or_else(|| words::label_of(path.last().map_or("", |p| p)));
        let custom = validate.text("customMessage").and_then(words::text).map(|(t, _)| t);
        let message = custom.unwrap_or_else(|| message_for(&label)).replace(['{', '}'], "");
        let mut used = false;
        for (key, value) in validate.entries() {
            let place = value.place.clone();
            let idle = is_idle(value.json);
            let code = match key {
                _ if idle => Code::NoEffect,
                "required" if value.json == &Json::Bool(true) && !spec.types.is_empty() => {
                    spec.must = Must::Yes;
                    Code::Kept
                }
                "minLength" | "maxLength" | "min" | "max" if bounds.contains(&key) => {
                    let least = key.starts_with("min");
                    match whole_number(value.json, least) {
                        Some((n, rounded)) => {
                            let slot = if least { &mut spec.min } else { &mut spec.max };
                            *slot = Some(n);
                            let params = vec![("to", n.to_string())];
                            if rounded {
                                self.b.report.whole(&place, Code::Bound, params);
                                continue;
                            }
                            Code::Kept
                        }
                        None => Code::Unsupported,
                    }
                }
                "pattern" if spec.types.first() == Some(&"text") || spec.types.first() == Some(&"multiline") => {
                    let pattern = ["^", value.json.as_text().map_or("", |t| t), "$"].concat();
                    let cond = condition::pattern(self.b.full_path(path), &pattern);
                    self.b.check(path, cond, &message, place);
                    used = true;
                    continue;
                }
                "json" => {
                    match check_of(&with_own_name(value.json, path)) {
                        Ok((cond, own)) if !spec.types.is_empty() => {
                            let own = own.and_then(|t| words::text(&t)).map(|(t, _)| t.replace(['{', '}'], ""));
                            self.b.check(path, cond, own.as_deref().unwrap_or(&message), place);
                        }
                        Ok(_) => self.b.report.whole(&place, Code::Unsupported, Params::new()),
                        Err(what) => self.b.report.whole(&place, Code::ConditionUnknown, vec![("what", what)]),
                    }
                    used = true;
                    continue;
                }
                "custom" | "customPrivate" => Code::Script,
                "customMessage" => continue,
                "integer" if value.json.as_bool() == Some(true) => Code::Kept,
                "step" => Code::Look,
                "strictDateValidation" | "onlyAvailableItems" => Code::NoEffect,
                _ => Code::Unsupported,
            };
            self.b.report.whole(&place, code, Params::new());
        }
        self.b.say(&validate, &["customMessage"], if used { Code::Message } else { Code::Unsupported });
        if spec.min.zip(spec.max).is_some_and(|(min, max)| min > max || min.abs().max(max.abs()) > MAX_SAFE_INTEGER) {
            self.b.say(&validate, &["minLength", "maxLength", "min", "max"], Code::Unsupported);
        }
    }
}

/// The pattern of a mask of digits and what stands between them.
fn mask_pattern(mask: &str) -> String {
    let mut out = String::new();
    let mut rest = mask.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '9' {
            let mut n = 1;
            while rest.next_if_eq(&'9').is_some() {
                n += 1;
            }
            out += "[0-9]";
            if n > 1 {
                out += &["{", &n.to_string(), "}"].concat();
            }
            continue;
        }
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Whether the registry has one of these types.
fn known(types: &[&str]) -> bool {
    types.iter().any(|t| FieldType::named(t).is_some())
}

/// The names of a component in the data.
fn names(at: &At<'_>) -> Vec<String> {
    at.text("key").unwrap_or("").split('.').map(str::to_owned).collect()
}

/// Field types for a component type, the best first, and whether the best is only near.
fn types(at: &At<'_>, kind: &str) -> Option<(&'static [&'static str], bool)> {
    let validate = |key: &str| at.json.get("validate").and_then(|v| v.get(key));
    let whole = validate("integer").and_then(Json::as_bool) == Some(true)
        || at.json.get("decimalLimit").is_some_and(|d| plain(d) == "0");
    let several = at.flag("multiple");
    Some(match kind {
        "textfield" => (&["text"], false),
        "textarea" => (&["multiline"], false),
        "number" if whole => (&["integer"], false),
        "number" => (&["number", "integer"], false),
        "currency" => (&["money", "integer"], false),
        "email" => (&["email"], false),
        "phoneNumber" => (&["phone"], false),
        "checkbox" => (&["yes-no"], false),
        "selectboxes" => (&["choices"], false),
        "select" if several => (&["choices"], false),
        "select" | "radio" => (&["choice"], false),
        "datetime" if at.json.get("enableTime").and_then(Json::as_bool) == Some(false) => (&["date"], false),
        "datetime" => (&["date-time", "date"], false),
        "day" => (&["date"], false),
        "signature" => (&["signature"], false),
        "address" => (&["address"], true),
        "file" => (&["attachment"], false),
        "url" | "password" | "time" | "tags" => (&["text"], true),
        _ => return None,
    })
}

type Conditional = Result<Option<Cond>, (Code, String)>;

/// `conditional`: `{show, when, eq}`, `{show, conjunction, conditions}` or `{json}`.
fn conditional_of(json: &Json) -> Conditional {
    if is_idle(json) {
        return Ok(None);
    }
    let unknown = |what: String| (Code::ConditionUnknown, what);
    if let Some(logic) = json.get("json").filter(|l| !is_idle(l)) {
        return condition::logic(logic).map(Some).map_err(unknown);
    }
    let show = json.get("show").map(plain).is_none_or(|s| s != "false");
    let turned = |cond: Cond| if show { cond } else { cond.not() };
    if let Some(conditions) = json.get("conditions") {
        let all = conditions.items().iter().map(one_of).collect::<Result<Vec<Option<Cond>>, _>>().map_err(unknown)?;
        let all: Vec<Cond> = all.into_iter().flatten().collect();
        if all.is_empty() {
            return Ok(None);
        }
        let any = json.get("conjunction").and_then(Json::as_text).is_some_and(|c| &**c == "any");
        return Ok(Some(turned(if any { Cond::Any(all) } else { Cond::All(all) })));
    }
    match json.get("when").and_then(Json::as_text).filter(|w| !w.is_empty()) {
        None => Ok(None),
        Some(when) => {
            let eq = json.get("eq").cloned().unwrap_or(Json::Null);
            Ok(Some(turned(Cond::Compare(Op::Eq, Value::Field(condition::path(when)), Value::Literal(eq)))))
        }
    }
}

/// One line of the simple conditional.
fn one_of(json: &Json) -> Result<Option<Cond>, String> {
    let Some(component) = json.get("component").and_then(Json::as_text).filter(|c| !c.is_empty()) else {
        return Ok(None);
    };
    let field = Value::Field(condition::path(component));
    let literal = Value::Literal(json.get("value").cloned().unwrap_or(Json::Null));
    let operator = json.get("operator").and_then(Json::as_text).map_or("isEqual", |o| o);
    let compare = |op: Op| Cond::Compare(op, field.clone(), literal.clone());
    Ok(Some(match operator {
        "isEqual" | "isDateEqual" => compare(Op::Eq),
        "isNotEqual" | "isNotDateEqual" => compare(Op::Ne),
        "isEmpty" => Cond::Given(field).not(),
        "isNotEmpty" => Cond::Given(field),
        "lessThan" | "dateLessThan" => compare(Op::Lt),
        "lessThanOrEqual" | "dateLessThanOrEqual" => compare(Op::Le),
        "greaterThan" | "dateGreaterThan" => compare(Op::Gt),
        "greaterThanOrEqual" | "dateGreaterThanOrEqual" => compare(Op::Ge),
        "includes" => Cond::Text("contains", field, literal),
        "notIncludes" => Cond::Text("contains", field, literal).not(),
        "startsWith" => Cond::Text("startsWith", field, literal),
        "endsWith" => Cond::Text("endsWith", field, literal),
        other => return Err(other.chars().take(40).collect()),
    }))
}

/// JSONLogic in which `input`, which Form.io has for the box itself, is the name of the box.
fn with_own_name(json: &Json, path: &[String]) -> Json {
    match json {
        Json::Object(entries) => {
            let own = |key: &str, value: &Json| key == "var" && value.as_text().is_some_and(|t| &**t == "input");
            let one = |(key, value): &(std::rc::Rc<str>, Json)| {
                let value = if own(key, value) { Json::text(&path.join(".")) } else { with_own_name(value, path) };
                (key.clone(), value)
            };
            Json::Object(entries.iter().map(one).collect())
        }
        Json::Array(items) => Json::Array(items.iter().map(|i| with_own_name(i, path)).collect()),
        simple => simple.clone(),
    }
}

/// `validate.json`: JSONLogic that gives true, or the message: `{"if": [condition, true, "message"]}`.
fn check_of(json: &Json) -> Result<(Cond, Option<String>), String> {
    if let Some([condition, Json::Bool(true), Json::Text(message)]) = json.get("if").map(Json::items) {
        return Ok((condition::logic(condition)?, Some(message.to_string())));
    }
    Ok((condition::logic(json)?, None))
}
