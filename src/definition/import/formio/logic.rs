//! `logic`: triggers, and what they change of their component (`fieldLogic` of formio.js, `setActionProperty`).
//!
//! A trigger that is a condition and an action that sets one of three properties become conditions of ours. Of entries that
//! change the same property the last whose trigger holds counts, as there; one that cannot be told makes all of them void, as
//! what remains would say something else. Program code is recognised where it sets a literal, and never run.

use super::{
    super::{
        builder::{Shown, is_idle},
        condition::{self, Cond, Value, plain},
        report::{At, Code, Params, Place},
    },
    Formio, conditional_of,
};
use crate::json::Json;

/// What an action may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    Hidden,
    Required,
    Disabled,
}

/// One change of a property: when, to what, and where it is said.
struct Turn {
    property: Property,
    /// What stands in the way, where the trigger is no condition.
    when: Result<Cond, Refusal>,
    to: bool,
    trigger: Option<Place>,
    action: Place,
}

type Refusal = (Code, Params);

/// What the entries of a component say, as far as it has a counterpart.
#[derive(Default)]
pub(super) struct Logic {
    pub hidden: Option<Shown>,
    pub required: Option<Shown>,
    pub disabled: Option<Shown>,
    /// A value that stands there while a condition holds, and where it is said.
    pub value: Option<(Value, Place)>,
    /// Triggers that something came of, and those that something did not come of.
    used: Vec<Place>,
    unused: Vec<Place>,
}

/// Whether a component that is hidden from the beginning can come to be shown.
pub(super) fn unhides(component: &At<'_>) -> bool {
    let turns = component.get("logic").map_or(Vec::new(), |list| {
        let entries: Vec<At<'_>> = list.items().collect();
        entries.iter().flat_map(turns_of).filter(|t| t.property == Property::Hidden).collect()
    });
    turns.iter().all(|t| t.when.is_ok()) && turns.iter().any(|t| !t.to)
}

impl Formio {
    /// Reads `logic`, and reports what nothing comes of: all but the properties that this component has here.
    pub(super) fn logic(&mut self, at: &At<'_>, of: &[Property], takes_value: bool) -> Logic {
        let mut out = Logic::default();
        let Some(list) = at.get("logic") else { return out };
        if is_idle(list.json) {
            self.b.report.whole(&list.place, Code::NoEffect, Params::new());
            return out;
        }
        self.b.report.structure(&list.place);
        let mut turns = Vec::new();
        for entry in list.items() {
            self.b.say(&entry, &["name"], Code::NoEffect);
            let trigger = entry.get("trigger");
            let when = trigger_of(trigger.as_ref().map(|t| t.json));
            if let Some(trigger) = &trigger {
                // Until something is made of it.
                let (code, params) = when.clone().err().unwrap_or((Code::NoEffect, Params::new()));
                self.b.report.whole(&trigger.place, code, params);
            }
            let Some(actions) = entry.get("actions") else { continue };
            self.b.report.structure(&actions.place);
            for action in actions.items() {
                let refused = match (property_of(action.json), literal_of(action.json), &when) {
                    (Some(_), _, _) => continue, // with all others of its property, below
                    (None, Some(literal), Ok(cond)) if takes_value && out.value.is_none() => {
                        let (then, none) = (Value::Literal(literal), Value::Literal(Json::Null));
                        let place = action.place.key("value");
                        self.b.report.whole(&action.place, Code::Kept, Params::new());
                        out.used.extend(trigger.as_ref().map(|t| t.place.clone()));
                        out.value = Some((Value::If(Box::new(cond.clone()), Box::new(then), Box::new(none)), place));
                        continue;
                    }
                    (None, Some(_), Err(refusal)) => refusal.clone(),
                    (None, Some(_), Ok(_)) => (Code::Unsupported, Params::new()),
                    (None, None, _) if action.text("type") == Some("property") => (Code::Unsupported, Params::new()),
                    _ => (Code::Script, Params::new()),
                };
                self.b.report.whole(&action.place, refused.0, refused.1);
                out.unused.extend(trigger.as_ref().map(|t| t.place.clone()));
            }
            turns.extend(turns_of(&entry));
        }
        for property in [Property::Hidden, Property::Required, Property::Disabled] {
            let (own, rest) = turns.into_iter().partition::<Vec<Turn>, _>(|t| t.property == property);
            turns = rest;
            let shown = self.folded(at, property, own, of.contains(&property), &mut out);
            match property {
                Property::Hidden => out.hidden = shown,
                Property::Required => out.required = shown,
                Property::Disabled => out.disabled = shown,
            }
        }
        for trigger in out.unused.iter().filter(|t| !out.used.iter().any(|u| u.pointer == t.pointer)) {
            self.b.report.whole(trigger, Code::Unsupported, Params::new());
        }
        out
    }

    /// When a property is set, all of its changes together.
    fn folded(
        &mut self,
        at: &At<'_>,
        property: Property,
        turns: Vec<Turn>,
        wanted: bool,
        out: &mut Logic,
    ) -> Option<Shown> {
        let validate = at.json.get("validate").and_then(|v| v.get("required")).and_then(Json::as_bool);
        let mut cond = Cond::Const(match property {
            Property::Hidden => at.flag("hidden"),
            Property::Required => validate == Some(true),
            Property::Disabled => at.flag("disabled"),
        });
        // What is disabled from the beginning is not taken over, nor then what ends it.
        let fits = wanted && !(property == Property::Disabled && at.flag("disabled"));
        let broken = turns.iter().find_map(|t| t.when.as_ref().err()).cloned();
        let refused = if fits { broken } else { Some((Code::Unsupported, Params::new())) };
        if let Some(refused) = refused {
            for turn in turns {
                self.b.report.whole(&turn.action, refused.0, refused.1.clone());
                out.unused.extend(turn.trigger);
            }
            return None;
        }
        let mut places = Vec::new();
        for turn in turns {
            let Ok(when) = turn.when else { continue };
            cond = match (turn.to, cond) {
                (to, Cond::Const(before)) if to == before => Cond::Const(to),
                (true, Cond::Const(_)) => when,
                (false, Cond::Const(_)) => when.not(),
                (true, before) => Cond::Any(vec![when, before]),
                (false, before) => Cond::All(vec![when.not(), before]),
            };
            self.b.report.whole(&turn.action, Code::Kept, Params::new());
            places.extend(turn.trigger);
        }
        out.used.extend(places.iter().cloned());
        (!places.is_empty()).then_some(Shown { cond, places, code: Code::Condition })
    }
}

/// The changes that an entry makes to properties that are known here.
fn turns_of(entry: &At<'_>) -> Vec<Turn> {
    let trigger = entry.get("trigger");
    let Some(actions) = entry.get("actions") else { return Vec::new() };
    let one = |action: At<'_>| {
        let (property, to) = property_of(action.json)?;
        let when = trigger_of(trigger.as_ref().map(|t| t.json));
        let trigger = trigger.as_ref().map(|t| t.place.clone());
        Some(Turn { property, when, to, trigger, action: action.place })
    };
    actions.items().filter_map(one).collect()
}

/// When an entry applies.
fn trigger_of(json: Option<&Json>) -> Result<Cond, Refusal> {
    let kind = json.and_then(|j| j.get("type")).and_then(Json::as_text).map_or("", |t| t);
    let inner = json.and_then(|j| j.get(kind));
    let unknown = |what: String| (Code::ConditionUnknown, vec![("what", what)]);
    match (kind, inner) {
        ("simple", Some(inner)) => match conditional_of(inner) {
            Ok(Some(cond)) => Ok(cond),
            Ok(None) => Err((Code::Unsupported, Params::new())),
            Err((_, what)) => Err(unknown(what)),
        },
        ("json", Some(inner)) => condition::logic(inner).map_err(unknown),
        ("javascript", Some(_)) => Err((Code::Script, Params::new())),
        // What a button sends out, or nothing.
        _ => Err((Code::Unsupported, Params::new())),
    }
}

/// `{"type": "property", "property": {"value": "hidden", "type": "boolean"}, "state": true}`.
fn property_of(action: &Json) -> Option<(Property, bool)> {
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_text).map(ToString::to_string);
    let property = action.get("property").filter(|_| text(action, "type").as_deref() == Some("property"))?;
    let to = match &*plain(action.get("state")?) {
        "true" => true,
        "false" => false,
        _ => return None,
    };
    let of = match text(property, "value")?.split('.').collect::<Vec<_>>()[..] {
        ["hidden"] => Property::Hidden,
        ["validate", "required"] => Property::Required,
        ["disabled"] => Property::Disabled,
        _ => return None,
    };
    Some((of, to))
}

/// `{"type": "value", "value": "value = 'x'"}`: what is set, where that is a literal and nothing else.
fn literal_of(action: &Json) -> Option<Json> {
    action.get("type").and_then(Json::as_text).filter(|t| &***t == "value")?;
    let code = action.get("value").and_then(Json::as_text)?.trim();
    let right = code.strip_prefix("value")?.trim_start().strip_prefix('=')?.trim().trim_end_matches(';').trim_end();
    let within = |quote: char| right.strip_prefix(quote).and_then(|t| t.strip_suffix(quote));
    match within('"').or_else(|| within('\'')) {
        Some(text) if text.contains(['"', '\'', '\\', '\n', '`']) => None,
        Some(text) => Some(Json::text(text)),
        None => Json::parse(right).ok().filter(|j| matches!(j, Json::Bool(_) | Json::Int(_) | Json::Float(_))),
    }
}
