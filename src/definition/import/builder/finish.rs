//! From what was collected to the definition: expressions written down, and those taken out that the parser refuses.

use super::{
    super::{
        Import, ImportError,
        condition::Named,
        report::{Code, Document, Params, Place},
    },
    Builder, Choice, Field, MAX_CYCLES, Must, NO_DATE, OPEN, Shown,
};
use crate::{
    definition::{self, DiagnosticCode, MAX_OTHERS},
    detect::lexicon::Person,
    json::{Json, Limits},
};

/// Expressions, each with where it comes from.
#[derive(Default)]
struct Exprs {
    /// (text, places, whether the checker refused it).
    all: Vec<Expr>,
}

struct Expr {
    text: String,
    said: Vec<(Place, Code)>,
    refused: bool,
}

/// A field as JSON will have it, with its expressions by number.
struct Ready {
    entries: Vec<(&'static str, Json)>,
    exprs: Vec<(&'static str, usize)>,
    columns: Vec<Ready>,
}

impl Ready {
    /// Its expressions, and those of its columns.
    fn all_exprs(&self, out: &mut Vec<usize>) {
        out.extend(self.exprs.iter().map(|e| e.1));
        self.columns.iter().for_each(|c| c.all_exprs(out));
    }
}

struct ReadySection {
    entries: Vec<(&'static str, Json)>,
    show: Option<usize>,
    fields: Vec<Ready>,
}

struct ReadyStep {
    entries: Vec<(&'static str, Json)>,
    sections: Vec<ReadySection>,
}

impl Builder {
    /// The conjunction of conditions; what has no translation is reported and left out.
    fn conjunction(
        &mut self,
        shown: &[Shown],
        from: &[String],
        group: Option<&str>,
        exprs: &mut Exprs,
    ) -> Option<usize> {
        let (mut texts, mut said) = (Vec::new(), Vec::new());
        for shown in shown {
            match shown.cond.write(&|name| self.find(name, from, group)) {
                Ok(text) if text == "true" => {
                    for place in &shown.places {
                        self.report.whole(place, shown.code, vec![("expression", text.clone())]);
                    }
                }
                Ok(text) => {
                    texts.push(text);
                    said.extend(shown.places.iter().map(|place| (place.clone(), shown.code)));
                }
                Err(what) => {
                    let what: String = what.chars().take(60).collect();
                    for place in &shown.places {
                        self.report.whole(place, Code::ConditionUnknown, vec![("what", what.clone())]);
                    }
                }
            }
        }
        let text = match texts.len() {
            0 => return None,
            1 => texts.remove(0),
            _ => texts.iter().map(|t| ["(", t, ")"].concat()).collect::<Vec<_>>().join(" && "),
        };
        exprs.all.push(Expr { text, said, refused: false });
        Some(exprs.all.len() - 1)
    }

    fn ready(&mut self, field: Field, group: Option<&str>, exprs: &mut Exprs) -> Ready {
        let mut own = Vec::new();
        own.extend(self.conjunction(&field.show, &field.path, group, exprs).map(|e| ("show", e)));
        let mut entries = vec![
            ("id", Json::text(&field.id)),
            ("type", Json::text(field.kind.info().name)),
            ("label", Json::text(&field.label)),
        ];
        entries.extend(field.help.map(|t| ("help", Json::text(&t))));
        entries.extend(field.example.map(|t| ("example", Json::text(&t))));
        match &field.must {
            Must::No => {}
            Must::Yes => entries.push(("required", Json::Bool(true))),
            Must::When(shown) => {
                let expr = self.conjunction(std::slice::from_ref(shown), &field.path, group, exprs);
                own.extend(expr.map(|e| ("required", e)));
            }
        }
        if let Some(lock) = &field.lock {
            let expr = self.conjunction(std::slice::from_ref(lock), &field.path, group, exprs);
            own.extend(expr.map(|e| ("lock", e)));
        }
        if let Some((value, place, code)) = &field.compute {
            match value.write(&|name| self.find(name, &field.path, group)) {
                Ok(text) => {
                    exprs.all.push(Expr { text, said: vec![(place.clone(), *code)], refused: false });
                    own.push(("compute", exprs.all.len() - 1));
                }
                Err(what) => self.report.whole(place, Code::ConditionUnknown, vec![("what", what)]),
            }
        }
        entries.extend(field.fill.map(|f| ("fill", Json::text(&f))));
        if !field.options.is_empty() {
            let option = |(i, o): (usize, &Choice)| {
                let mut entries = vec![("value", Json::text(&o.value)), ("label", Json::text(&o.label))];
                let aliases: Vec<Json> = field.aliases.iter().filter(|a| a.0 == i).map(|a| Json::text(a.1)).collect();
                if !aliases.is_empty() {
                    entries.push(("aliases", Json::Array(aliases)));
                }
                Json::object(entries)
            };
            entries.push(("options", Json::Array(field.options.iter().enumerate().map(option).collect())));
        }
        entries.extend(field.min.map(|n| ("min", Json::Int(n))));
        entries.extend(field.max.map(|n| ("max", Json::Int(n))));
        entries.extend(field.precision.map(|p| ("precision", Json::text(p))));
        let id = group.map_or_else(|| field.id.clone(), |around| [around, ".", &field.id].concat());
        let columns = field.columns.into_iter().map(|c| self.ready(c, Some(&id), exprs)).collect();
        Ready { entries, exprs: own, columns }
    }

    /// The definition. What the checker refuses is taken out, one expression after the other, and reported.
    pub fn finish(mut self, form: &Json, ui: Option<&Json>) -> Result<Import, ImportError> {
        self.propose_all();
        let mut exprs = Exprs::default();
        let form_title = self.title.clone().unwrap_or_else(|| OPEN.0.to_owned());
        let mut steps = Vec::new();
        let mut section_number = 0;
        for step in std::mem::take(&mut self.steps) {
            let mut sections = Vec::new();
            for section in step.sections {
                section_number += 1;
                let title = section.title.or_else(|| step.title.clone()).unwrap_or_else(|| form_title.clone());
                let mut entries = vec![
                    ("id", Json::text(&["s", &section_number.to_string()].concat())),
                    ("title", Json::text(&title)),
                ];
                entries.extend(section.help.map(|h| ("help", Json::text(&h))));
                let from = section.fields.first().map(|f| f.path.clone()).unwrap_or_default();
                let show = self.conjunction(&section.show, &from, None, &mut exprs);
                let fields = section.fields.into_iter().map(|f| self.ready(f, None, &mut exprs)).collect();
                sections.push(ReadySection { entries, show, fields });
            }
            if !sections.is_empty() {
                let id = ["p", &(steps.len() + 1).to_string()].concat();
                let title = step.title.unwrap_or_else(|| form_title.clone());
                let entries = vec![("id", Json::text(&id)), ("title", Json::text(&title))];
                steps.push(ReadyStep { entries, sections });
            }
        }
        if steps.is_empty() {
            return Err(ImportError::Empty);
        }
        if steps.len() > MAX_OTHERS {
            return Err(ImportError::TooMany { what: "steps", limit: MAX_OTHERS });
        }
        let mut rules = Vec::new();
        for check in std::mem::take(&mut self.checks) {
            let name = self.find(&check.path, &check.path, check.group.as_deref());
            let find = |name: &[String]| {
                let named = self.find(name, &check.path, check.group.as_deref())?;
                Some(Named { guarded: false, ..named })
            };
            let written = check.cond.write(&find);
            match (name, written) {
                (Some(name), Ok(text)) if name.parts.is_empty() => {
                    exprs.all.push(Expr { text, said: vec![(check.place, Code::Check)], refused: false });
                    let field = match (&check.group, name.text.strip_prefix("row.")) {
                        (Some(group), Some(column)) => [group, ".", column].concat(),
                        _ => name.text,
                    };
                    rules.push((exprs.all.len() - 1, field, check.message, check.group));
                }
                (_, Err(what)) => self.report.whole(&check.place, Code::ConditionUnknown, vec![("what", what)]),
                _ => self.report.whole(&check.place, Code::Unsupported, Params::new()),
            }
        }
        let mut cycles = 0;
        let definition = loop {
            let json = self.write(&form_title, &steps, &rules, &exprs);
            match definition::parse_json(&json) {
                Ok(_) => break json,
                Err(remarks) => {
                    cycles += usize::from(remarks.iter().any(|r| r.code == DiagnosticCode::Cycle));
                    if cycles > MAX_CYCLES {
                        let checks: Vec<usize> = rules.iter().map(|r| r.0).collect();
                        let conditions = (0..exprs.all.len()).filter(|e| !checks.contains(e));
                        self.refuse(conditions.map(|e| (e, Code::Cycle, Params::new())).collect(), &mut exprs);
                        cycles = 0;
                    } else {
                        self.take_out(&remarks, &steps, &rules, &mut exprs)?;
                    }
                }
            }
        };
        for expr in exprs.all.iter().filter(|e| !e.refused) {
            for (place, code) in &expr.said {
                self.report.whole(place, *code, vec![("expression", expr.text.clone())]);
            }
        }
        let limits = Limits::DEFAULT;
        if Json::parse_with(&definition.to_text(), &limits).is_err() {
            return Err(ImportError::TooMany { what: "bytes", limit: limits.bytes });
        }
        let report = self.report.entries(form, ui);
        debug_assert!(report.iter().all(|e| e.document == Document::Form || ui.is_some()));
        Ok(Import { definition, report })
    }

    fn write(
        &self,
        title: &str,
        steps: &[ReadyStep],
        rules: &[(usize, String, String, Option<String>)],
        exprs: &Exprs,
    ) -> Json {
        let live = |i: usize| exprs.all.get(i).filter(|e| !e.refused).map(|e| Json::text(&e.text));
        let open = || Json::object([("vi", Json::text(OPEN.0)), ("en", Json::text(OPEN.1))]);
        fn field(ready: &Ready, live: &dyn Fn(usize) -> Option<Json>) -> Json {
            let mut entries = ready.entries.clone();
            entries.extend(ready.exprs.iter().filter_map(|(key, i)| Some((*key, live(*i)?))));
            if !ready.columns.is_empty() {
                entries.push(("fields", Json::Array(ready.columns.iter().map(|c| field(c, live)).collect())));
            }
            Json::object(entries)
        }
        let section = |s: &ReadySection| {
            let mut entries = s.entries.clone();
            entries.extend(s.show.and_then(live).map(|e| ("show", e)));
            entries.push(("fields", Json::Array(s.fields.iter().map(|f| field(f, &live)).collect())));
            Json::object(entries)
        };
        let step = |s: &ReadyStep| {
            let mut entries = s.entries.clone();
            entries.push(("sections", Json::Array(s.sections.iter().map(section).collect())));
            Json::object(entries)
        };
        let role = |r: &&'static Person| {
            let name = Json::object([("vi", Json::text(r.vi)), ("en", Json::text(r.en))]);
            let mut entries = vec![("id", Json::text(r.id)), ("name", name)];
            entries.extend(r.sex.map(|s| ("sex", Json::text(s))));
            Json::object(entries)
        };
        let mut entries = vec![
            ("troly", Json::Int(definition::VERSION)),
            ("id", Json::text(self.name.as_deref().unwrap_or("imported"))),
            ("version", Json::text("0.1")),
            ("title", Json::text(title)),
            ("formName", Json::text(title)),
            ("formNumber", open()),
            ("effectiveFrom", Json::text(NO_DATE)),
            ("checkedOn", Json::text(NO_DATE)),
            ("agency", open()),
            ("fee", open()),
            ("timeLimit", open()),
        ];
        if !self.notes.is_empty() {
            entries.push(("notes", Json::Array(self.notes.iter().map(|n| Json::text(n)).collect())));
        }
        if !self.roles.is_empty() {
            entries.push(("roles", Json::Array(self.roles.iter().map(role).collect())));
        }
        entries.push(("steps", Json::Array(steps.iter().map(step).collect())));
        let rule = |(i, (expr, field, message, each)): (usize, &(usize, String, String, Option<String>))| {
            let check = live(*expr)?;
            let mut entries =
                vec![("id", Json::text(&["R", &(i + 1).to_string()].concat())), ("severity", Json::text("error"))];
            entries.extend(each.as_ref().map(|g| ("each", Json::text(g))));
            entries.push(("check", check));
            entries.push(("fields", Json::Array(vec![Json::text(field)])));
            entries.push(("message", Json::text(message)));
            Some(Json::object(entries))
        };
        let rules: Vec<Json> = rules.iter().enumerate().filter_map(rule).collect();
        if !rules.is_empty() {
            entries.push(("rules", Json::Array(rules)));
        }
        Json::object(entries)
    }

    /// Takes out the expressions that the parser refused.
    ///
    /// # Errors
    /// When something else is wrong with the definition.
    fn take_out(
        &mut self,
        remarks: &[definition::Diagnostic],
        steps: &[ReadyStep],
        rules: &[(usize, String, String, Option<String>)],
        exprs: &mut Exprs,
    ) -> Result<(), ImportError> {
        let mut refused: Vec<(usize, Code, Params)> = Vec::new();
        for remark in remarks {
            let parts: Vec<&str> = remark.pointer.split('/').skip(1).collect();
            let number = |i: usize| parts.get(i).and_then(|p| p.parse::<usize>().ok());
            let error = |code: &DiagnosticCode| vec![("error", code.code().to_owned())];
            let cycle = remark.code == DiagnosticCode::Cycle;
            if let (Some(&"rules"), Some(n)) = (parts.first(), number(1)) {
                let live = rules.iter().filter(|r| !exprs.all[r.0].refused).nth(n);
                refused.extend(live.map(|r| (r.0, Code::ConditionRefused, error(&remark.code))));
                continue;
            }
            let section = (|| steps.get(number(1)?)?.sections.get(number(3)?))();
            let Some(section) = section else { continue };
            let mut field = number(5).and_then(|i| section.fields.get(i));
            for at in (7..parts.len()).step_by(2) {
                field = field.map(|f| number(at).and_then(|i| f.columns.get(i)).unwrap_or(f));
            }
            let last = parts.last().copied().unwrap_or_default();
            match field {
                None if last == "show" => {
                    refused.extend(section.show.map(|e| (e, Code::ConditionRefused, error(&remark.code))));
                }
                Some(f) if cycle => {
                    let mut of = Vec::new();
                    f.all_exprs(&mut of);
                    refused.extend(of.into_iter().chain(section.show).map(|e| (e, Code::Cycle, Params::new())));
                }
                Some(f) => {
                    let of = f.exprs.iter().filter(|(key, _)| *key == last);
                    refused.extend(of.map(|(_, e)| (*e, Code::ConditionRefused, error(&remark.code))));
                }
                None => {}
            }
        }
        refused.retain(|(e, ..)| !exprs.all[*e].refused);
        if refused.is_empty() {
            return Err(ImportError::Refused(remarks.to_vec()));
        }
        self.refuse(refused, exprs);
        Ok(())
    }

    fn refuse(&mut self, refused: Vec<(usize, Code, Params)>, exprs: &mut Exprs) {
        for (e, code, mut params) in refused {
            let Some(expr) = exprs.all.get_mut(e).filter(|e| !e.refused) else { continue };
            expr.refused = true;
            if code == Code::ConditionRefused {
                params.insert(0, ("expression", expr.text.clone()));
            }
            for (place, _) in &expr.said {
                self.report.whole(place, code, params.clone());
            }
        }
    }
}
