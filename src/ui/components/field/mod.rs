//! One box of the form: label, help, the control for its type, where its value came from, what is wrong with it.
//!
//! Text controls are never written to while the person types in them: Vietnamese input methods (Telex, VNI) compose a
//! syllable over several key strokes, and a value set from outside breaks the composition. A control is written only when
//! it is left, or when something else changed the answer.

use super::{
    button,
    combobox::{Combobox, Opt, Picked},
    icon::{self, icon},
    provenance,
};
use crate::{
    definition::{Definition, Field, FieldIx, FieldType, Path, Severity},
    dossier::{Action, AnswerState, FieldView},
    text, typed,
    ui::{
        context::{Ui, control_id},
        store::{Subscription, Topic},
    },
    validate::Finding,
    value::{Address, Value},
};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::{
    AttrValue, Callback, Component, Context, Event, FocusEvent, Html, InputEvent, NodeRef, Properties, classes, html,
};

/// More options than this become a list that can be searched.
const RADIOS: usize = 6;

/// Which box.
#[derive(Clone, PartialEq, Properties)]
pub struct FieldProps {
    /// Store and language.
    pub ui: Ui,
    /// Which answer.
    pub path: Path,
    /// Which field of the definition.
    pub ix: FieldIx,
}

/// See the module.
pub struct FieldBox {
    _subscription: Subscription,
    definition: Rc<Definition>,
    ix: FieldIx,
    wrapper: NodeRef,
    slots: Vec<NodeRef>,
    /// What this box sent itself; the control shows it already.
    sent: Option<Option<Value>>,
    focused: bool,
    open: bool,
    units_failed: bool,
    /// A date inside an identity paper that cannot be read: the value has no place for it.
    unread: bool,
}

/// What happens in a box.
pub enum Msg {
    /// The answer changed.
    News,
    /// Something was typed in a text control.
    Typed,
    /// Something was chosen.
    Choose(Option<Value>),
    /// A commune was picked or typed.
    Commune(Picked),
    /// The focus came.
    Entered,
    /// The focus went.
    Left(FocusEvent),
    /// Show or hide what was done to the value.
    Toggle,
    /// Something to send.
    Send(Action),
    /// The units could not be loaded.
    UnitsFailed,
}

impl Component for FieldBox {
    type Message = Msg;
    type Properties = FieldProps;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        let definition = props.ui.store.dossier().definition().clone();
        let kind = definition.fields.get(props.ix.0 as usize).map_or(FieldType::Note, |f| f.kind);
        FieldBox {
            definition,
            ix: props.ix,
            _subscription: props
                .ui
                .store
                .subscribe(Topic::Path(props.path.clone()), ctx.link().callback(|_| Msg::News)),
            wrapper: NodeRef::default(),
            slots: (0..typed::part_count(kind)).map(|_| NodeRef::default()).collect(),
            sent: None,
            focused: false,
            open: false,
            units_failed: false,
            unread: false,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let props = ctx.props();
        let ui = &props.ui;
        match msg {
            Msg::News => true,
            Msg::Typed => {
                let kind = self.kind();
                let before = self.value(props);
                let parts = self.typed_parts();
                let value = typed::value_of(kind, &parts, before.as_ref());
                let was_unread = std::mem::replace(&mut self.unread, typed::unreadable_issue_date(kind, &parts));
                self.send_edit(props, value);
                was_unread != self.unread
            }
            Msg::Choose(value) => {
                self.send_edit(props, value);
                false
            }
            Msg::Commune(picked) => {
                let mut address = match self.value(props) {
                    Some(Value::Address(a)) => (*a).clone(),
                    _ => Address::default(),
                };
                if let Some(detail) = self.typed_parts().first() {
                    detail.trim().clone_into(&mut address.detail);
                }
                let empty = String::new;
                (address.commune, address.commune_name, address.province, address.province_name) = match picked {
                    Picked::Option(o) => {
                        (o.value.to_string(), o.label.to_string(), o.group.to_string(), o.note.to_string())
                    }
                    // Kept as typed: validation says that no such commune is known.
                    Picked::Raw(typed) => (empty(), typed, empty(), empty()),
                };
                self.send_edit(props, (address != Address::default()).then(|| Value::Address(Rc::new(address))));
                false
            }
            Msg::Entered => {
                self.focused = true;
                if self.kind() == FieldType::Address {
                    self.units_failed = false;
                    ui.store.need_units(ctx.link().callback(|()| Msg::UnitsFailed));
                }
                false
            }
            Msg::Left(event) => {
                if self.still_inside(&event) {
                    return false;
                }
                self.focused = false;
                let value = self.value(props);
                if self.sent.take().is_some()
                    && let Some(value) = &value
                {
                    let Some(field) = self.field() else { return false };
                    let tidied = typed::tidy(field, value.clone());
                    if tidied != *value {
                        ui.send(Action::Edit { path: props.path.clone(), value: Some(tidied) });
                    }
                    ui.send(Action::Leave(props.path.clone()));
                } else if value.is_some() {
                    // An empty box that was only passed through says nothing yet.
                    ui.send(Action::Leave(props.path.clone()));
                }
                true
            }
            Msg::Toggle => {
                self.open = !self.open;
                true
            }
            Msg::Send(action) => {
                self.sent = None;
                ui.send(action);
                true
            }
            Msg::UnitsFailed => {
                self.units_failed = true;
                true
            }
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let ui = &props.ui;
        let view = ui.store.dossier().view(&props.path);
        let Some(field) = self.field() else { return Html::default() };
        if !view.visible {
            return Html::default();
        }
        match field.kind {
            FieldType::Note => return note(ui, field, &props.path, icon::INFO),
            FieldType::Signature => return note(ui, field, &props.path, icon::EDIT),
            _ => {}
        }
        let id = control_id(&props.path);
        let has = |yes: bool, prefix: &str| if yes { [prefix, &id, " "].concat() } else { String::new() };
        let described = [
            has(field.help.is_some() || field.example.is_some(), "h"),
            has(provenance::is_shown(field, &view), "p"),
            has(!view.findings.is_empty() || self.unread, "e"),
        ]
        .concat();
        let look = Look {
            ui,
            field,
            view: &view,
            id: id.clone().into(),
            described: (!described.is_empty()).then(|| AttrValue::from(described)),
            invalid: self.unread || view.findings.iter().any(|f| f.severity == Severity::Error),
        };
        let state = state_name(view.answer.state);
        let class = classes!(
            "field",
            field.half.then_some("half"),
            look.invalid.then_some("has-error"),
            (!look.invalid && !view.findings.is_empty()).then_some("has-warning"),
        );
        let label = label(ui, field, view.required);
        let help = help(ui, field, &id);
        let locked = view.answer.state == AnswerState::Locked;
        let control = if locked { look.locked() } else { self.control(ctx, &look) };
        let below = html! {
            <>
                {provenance::view(ui, field, &props.path, &view, &id, self.open, ctx.link().callback(|toggle: Option<Action>| {
                    toggle.map_or(Msg::Toggle, Msg::Send)
                }))}
                {self.findings(ctx, &look)}
            </>
        };
        let many = locked || is_many(field);
        let onfocusin = ctx.link().callback(|_: FocusEvent| Msg::Entered);
        let onfocusout = ctx.link().callback(Msg::Left);
        html! {
            <div {class} data-path={props.path.as_str().to_owned()} data-state={state} ref={self.wrapper.clone()} {onfocusin} {onfocusout}>
                if field.kind == FieldType::Declaration {
                    {control}{help}{below}
                } else if field.kind == FieldType::Group {
                    <p class="label">{label}</p>
                    {help}{below}
                } else if many {
                    <fieldset aria-describedby={look.described.clone()}>
                        <legend class="label">{label}</legend>
                        {help}{control}
                    </fieldset>
                    {below}
                } else {
                    <label class="label" for={look.id.clone()}>{label}</label>
                    {help}{control}{below}
                }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _first: bool) {
        let props = ctx.props();
        let kind = self.kind();
        let value = self.value(props);
        if self.sent.as_ref() == Some(&value) {
            return;
        }
        let shown = self.typed_parts();
        if self.unread && typed::value_of(kind, &shown, value.as_ref()) == value {
            return; // the date that could not be read stays where it was typed
        }
        self.unread = false;
        for ((slot, part), old) in self.slots.iter().zip(typed::parts_of(kind, value.as_ref())).zip(shown) {
            if old != part
                && let Some(input) = slot.get()
            {
                input.unchecked_into::<web_sys::HtmlInputElement>().set_value(&part);
            }
        }
    }
}

impl FieldBox {
    fn field(&self) -> Option<&Field> {
        self.definition.fields.get(self.ix.0 as usize)
    }

    fn kind(&self) -> FieldType {
        self.field().map_or(FieldType::Note, |f| f.kind)
    }

    fn value(&self, props: &FieldProps) -> Option<Value> {
        props.ui.store.dossier().answer(&props.path).and_then(|a| a.value.clone())
    }

    /// What stands in the text controls. Select and textarea have a `value` as well.
    fn typed_parts(&self) -> Vec<String> {
        let read = |slot: &NodeRef| {
            slot.get().map(|n| n.unchecked_into::<web_sys::HtmlInputElement>().value()).unwrap_or_default()
        };
        self.slots.iter().map(read).collect()
    }

    fn send_edit(&mut self, props: &FieldProps, value: Option<Value>) {
        if value == self.value(props) {
            return;
        }
        self.sent = Some(value.clone());
        props.ui.send(Action::Edit { path: props.path.clone(), value });
    }

    /// Whether the focus only moves between the controls of this box, or to another window.
    fn still_inside(&self, event: &FocusEvent) -> bool {
        let to = event.related_target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        match (self.wrapper.get(), to) {
            (Some(wrapper), Some(to)) => wrapper.contains(Some(&to)),
            (Some(wrapper), None) => !wrapper.owner_document().is_none_or(|d| d.has_focus().unwrap_or(true)),
            _ => false,
        }
    }

    fn control(&self, ctx: &Context<Self>, look: &Look<'_>) -> Html {
        use FieldType as T;
        let ui = look.ui;
        let typed = ctx.link().callback(|_: InputEvent| Msg::Typed);
        let slot = |i: usize| self.slots.get(i).cloned().unwrap_or_default();
        let own = |value: &'static str| if is_own(look.field) { value } else { "off" };
        match look.field.kind {
            T::Multiline => html! {
                <textarea id={look.id.clone()} class="input" rows="3" ref={slot(0)} oninput={typed}
                    aria-describedby={look.described.clone()} aria-invalid={look.invalid.then_some("true")}
                    aria-required={look.view.required.then_some("true")} />
            },
            T::Text | T::Agency => look.input(slot(0), typed, Kind::TEXT),
            T::Integer => look.input(slot(0), typed, Kind { class: "input short", inputmode: "numeric", ..Kind::TEXT }),
            T::PersonName => {
                look.input(slot(0), typed, Kind { autocomplete: own("name"), class: "input name", ..Kind::TEXT })
            }
            T::CitizenId => {
                look.input(slot(0), typed, Kind { class: "input digits", inputmode: "numeric", ..Kind::TEXT })
            }
            T::Phone => look.input(
                slot(0),
                typed,
                Kind { kind: "tel", class: "input digits", autocomplete: own("tel"), ..Kind::TEXT },
            ),
            T::Email => look.input(slot(0), typed, Kind { kind: "email", autocomplete: own("email"), ..Kind::TEXT }),
            T::Date => self.date(ctx, look, 0, &look.id),
            T::IdentityDocument => {
                let id = |part: &str| AttrValue::from([&look.id, "-", part].concat());
                let chosen = match &look.view.answer.value {
                    Some(Value::Document(d)) => &*d.kind,
                    _ => "",
                };
                let changed = ctx.link().callback(|_: Event| Msg::Typed);
                html! {
                    <div class="parts">
                        <div class="part">
                            <label for={look.id.clone()}>{ui.t("ui.doc.kind")}</label>
                            <select id={look.id.clone()} class="input" ref={slot(0)} onchange={changed} aria-invalid={look.invalid.then_some("true")}>
                                <option value="" selected={chosen.is_empty()}>{ui.t("ui.choose")}</option>
                                {for typed::DOCUMENT_KINDS.iter().map(|k| html! {
                                    <option value={*k} selected={chosen == *k}>{ui.t(&["ui.doc.", k].concat())}</option>
                                })}
                            </select>
                        </div>
                        <div class="part">
                            <label for={id("number")}>{ui.t("ui.doc.number")}</label>
                            {look.part(slot(1), typed.clone(), id("number"), "input digits", "text")}
                        </div>
                        <fieldset class="part">
                            <legend>{ui.t("ui.doc.issued-on")}</legend>
                            {self.date(ctx, look, 2, &id("on"))}
                        </fieldset>
                        <div class="part wide">
                            <label for={id("by")}>{ui.t("ui.doc.issued-by")}</label>
                            {look.part(slot(5), typed, id("by"), "input", "text")}
                        </div>
                    </div>
                }
            }
            T::Address => self.address(ctx, look, typed),
            T::Sex => {
                let option = |code: &str, key: &str| (Value::Text(code.into()), AttrValue::from(ui.t(key)));
                self.radios(ctx, look, vec![option("male", "ui.sex.male"), option("female", "ui.sex.female")])
            }
            T::YesNo => {
                let option = |yes: bool, key: &str| (Value::Bool(yes), AttrValue::from(ui.t(key)));
                self.radios(ctx, look, vec![option(true, "ui.yes"), option(false, "ui.no")])
            }
            T::Choice if look.field.options.len() <= RADIOS => {
                let options = look.field.options.iter();
                self.radios(ctx, look, options.map(|o| (Value::Text(o.value.clone()), ui.text(&o.label))).collect())
            }
            T::Choice => self.long_list(ctx, look),
            T::Declaration => {
                let checked = look.view.answer.value == Some(Value::Bool(true));
                let onchange =
                    ctx.link().callback(move |_: Event| Msg::Choose((!checked).then_some(Value::Bool(true))));
                html! {
                    <div class="tick">
                        <input type="checkbox" id={look.id.clone()} {checked} {onchange} aria-describedby={look.described.clone()}
                            aria-invalid={look.invalid.then_some("true")} aria-required={look.view.required.then_some("true")} />
                        <label for={look.id.clone()}>{label(ui, look.field, look.view.required)}</label>
                    </div>
                }
            }
            T::Signature | T::Note | T::Group => Html::default(),
        }
    }

    fn date(&self, ctx: &Context<Self>, look: &Look<'_>, first: usize, id: &AttrValue) -> Html {
        let ui = look.ui;
        let parts =
            [("", "ui.date.day", "input d2"), ("-m", "ui.date.month", "input d2"), ("-y", "ui.date.year", "input d4")];
        html! {
            <div class="date">
                {for parts.iter().enumerate().map(|(i, (suffix, key, class))| {
                    let id = AttrValue::from([id, *suffix].concat());
                    let slot = self.slots.get(first + i).cloned().unwrap_or_default();
                    let typed = ctx.link().callback(|_: InputEvent| Msg::Typed);
                    html! {
                        <div>
                            <label for={id.clone()}>{ui.t(key)}</label>
                            {look.part(slot, typed, id, class, "numeric")}
                        </div>
                    }
                })}
            </div>
        }
    }

    fn radios(&self, ctx: &Context<Self>, look: &Look<'_>, options: Vec<(Value, AttrValue)>) -> Html {
        let current = look.view.answer.value.clone();
        html! {
            <div class={if options.len() <= 3 { "radios line" } else { "radios" }}>
                {for options.into_iter().enumerate().map(|(i, (value, text))| {
                    let id = if i == 0 { look.id.clone() } else { AttrValue::from([&look.id, "-", &i.to_string()].concat()) };
                    let checked = current.as_ref() == Some(&value);
                    let onchange = ctx.link().callback(move |_: Event| Msg::Choose(Some(value.clone())));
                    html! {
                        <div class="radio">
                            <input type="radio" id={id.clone()} name={look.id.clone()} {checked} {onchange} />
                            <label for={id}>{text}</label>
                        </div>
                    }
                })}
            </div>
        }
    }

    fn long_list(&self, ctx: &Context<Self>, look: &Look<'_>) -> Html {
        let shown = match &look.view.answer.value {
            Some(Value::Text(code)) => crate::ui::show::option_label(look.ui, look.field, code),
            _ => String::new(),
        };
        let ui = look.ui.clone();
        let (definition, ix) = (self.definition.clone(), self.ix);
        let find = Callback::from(move |typed: String| {
            let wanted = text::fold(&typed);
            let Some(field) = definition.fields.get(ix.0 as usize) else { return Vec::new() };
            let mut found: Vec<(bool, Opt)> = Vec::new();
            for option in field.options.iter() {
                let label = ui.text(&option.label);
                let folded = text::fold(&label);
                if folded.contains(&wanted) || option.aliases.iter().any(|a| text::fold(a).contains(&wanted)) {
                    let opt = Opt { value: option.value.clone(), label: label.as_str().into(), ..Opt::default() };
                    found.push((!folded.starts_with(&wanted), opt));
                }
            }
            found.sort_by_key(|(later, _)| *later);
            found.into_iter().map(|(_, o)| o).collect()
        });
        let onpick = ctx.link().callback(|picked| {
            Msg::Choose(match picked {
                Picked::Option(o) => Some(Value::Text(o.value)),
                Picked::Raw(typed) => Value::text(&typed),
            })
        });
        html! {
            <Combobox ui={look.ui.clone()} id={look.id.clone()} described={look.described.clone()} invalid={look.invalid}
                required={look.view.required} shown={shown} {find} {onpick} />
        }
    }

    fn address(&self, ctx: &Context<Self>, look: &Look<'_>, typed: Callback<InputEvent>) -> Html {
        let ui = look.ui;
        let (shown, old) = match &look.view.answer.value {
            Some(Value::Address(a)) => {
                let mut shown = a.commune_name.clone();
                if !a.province_name.is_empty() {
                    shown.push_str(", ");
                    shown.push_str(&a.province_name);
                }
                (shown, a.old.clone())
            }
            _ => (String::new(), String::new()),
        };
        let store = ui.store.clone();
        let find = Callback::from(move |typed: String| store.find_communes(&typed));
        let onpick = ctx.link().callback(Msg::Commune);
        let detail = AttrValue::from([&look.id, "-d"].concat());
        html! {
            <div class="parts one">
                <div class="part">
                    <label for={look.id.clone()}>{ui.t("ui.address.commune")}</label>
                    <Combobox ui={ui.clone()} id={look.id.clone()} described={look.described.clone()} invalid={look.invalid}
                        required={look.view.required} {shown} {find} {onpick} hint={ui.t("ui.address.hint")} />
                    if self.units_failed { <p class="problem error">{icon(icon::ERROR)}{ui.t("ui.load.fetch")}</p> }
                </div>
                <div class="part">
                    <label for={detail.clone()}>{ui.t("ui.address.detail")}</label>
                    {look.part(self.slots.first().cloned().unwrap_or_default(), typed, detail, "input", "text")}
                </div>
                if !old.is_empty() {
                    <p class="old"><span>{ui.t("ui.address.old")}</span>{" "}{old}</p>
                }
            </div>
        }
    }

    fn findings(&self, ctx: &Context<Self>, look: &Look<'_>) -> Html {
        if look.view.findings.is_empty() && !self.unread {
            return Html::default();
        }
        html! {
            <div class="problems" id={["e", &look.id].concat()}>
                if self.unread { {problem_line(look.ui, Severity::Error, look.ui.t("ui.date.unread").to_owned())} }
                {for look.view.findings.iter().map(|f| {
                    let fix = ctx.link().callback(|set| Msg::Send(Action::Fix(set)));
                    problem(look.ui, f, fix)
                })}
            </div>
        }
    }
}

/// A finding with its law and its correction.
pub fn problem(ui: &Ui, finding: &Finding, onfix: Callback<Vec<(Path, Option<Value>)>>) -> Html {
    let fix = finding.fix.clone().map(|fix| {
        let label = ui.fix_label(finding);
        button("btn small", "fix", icon::CHECK, label, Callback::from(move |_| onfix.emit(fix.set.clone())))
    });
    html! {
        <div class={classes!("finding", severity_name(finding.severity))} data-code={finding.code.to_string()}>
            {problem_line(ui, finding.severity, ui.finding(finding))}
            {cites(ui, &finding.law)}
            {fix}
        </div>
    }
}

/// Citations.
pub fn cites(ui: &Ui, law: &[Rc<str>]) -> Html {
    if law.is_empty() {
        return Html::default();
    }
    let cited = law.iter().map(|l| ui.cite(l)).collect::<Vec<_>>().join("; ");
    html! { <p class="cite">{icon(icon::LAW)}<span>{cited}</span></p> }
}

fn problem_line(ui: &Ui, severity: Severity, text: String) -> Html {
    let (picture, key) = match severity {
        Severity::Error => (icon::ERROR, "ui.error"),
        Severity::Warning => (icon::WARN, "ui.warning"),
        Severity::Info => (icon::INFO, "ui.info"),
    };
    html! {
        <p class={classes!("problem", severity_name(severity))}>
            {icon(picture)}<span><span class="hidden">{ui.t(key)}</span>{text}</span>
        </p>
    }
}

/// For class names.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// For `data-state`.
pub fn state_name(state: AnswerState) -> &'static str {
    match state {
        AnswerState::Empty => "empty",
        AnswerState::Proposed => "proposed",
        AnswerState::Confirmed => "confirmed",
        AnswerState::Edited => "edited",
        AnswerState::Computed => "computed",
        AnswerState::Conflict => "conflict",
        AnswerState::Stale => "stale",
        AnswerState::Locked => "locked",
    }
}

/// Whether the box has several controls, so that its label is a legend.
fn is_many(field: &Field) -> bool {
    use FieldType as T;
    match field.kind {
        T::Date | T::IdentityDocument | T::Address | T::Sex | T::YesNo => true,
        T::Choice => field.options.len() <= RADIOS,
        _ => false,
    }
}

/// Whether the browser may offer what it knows of the person who sits in front of it: only for the applicant's boxes.
fn is_own(field: &Field) -> bool {
    field.id.starts_with("applicant.") || field.id.starts_with("declarant.")
}

fn label(ui: &Ui, field: &Field, required: bool) -> Html {
    let mark = if required { ("mark req", "ui.required") } else { ("mark", "ui.optional") };
    html! {
        <>
            if let Some(no) = &field.no { <span class="no">{no}{". "}</span> }
            {ui.text(&field.label)}{" "}<span class={mark.0}>{ui.t(mark.1)}</span>
        </>
    }
}

fn help(ui: &Ui, field: &Field, id: &str) -> Html {
    if field.help.is_none() && field.example.is_none() {
        return Html::default();
    }
    html! {
        <div class="help" id={["h", id].concat()}>
            if let Some(help) = &field.help { <p>{ui.text(help)}</p> }
            if let Some(example) = &field.example { <p>{ui.tp("ui.example", &[("example", example)])}</p> }
        </div>
    }
}

/// A text to read, or the place of a signature.
fn note(ui: &Ui, field: &Field, path: &Path, picture: &'static str) -> Html {
    html! {
        <div class="field note" data-path={path.as_str().to_owned()}>
            {icon(picture)}
            <div>
                <p class="label">{ui.text(&field.label)}</p>
                if let Some(help) = &field.help { <p>{ui.text(help)}</p> }
                if field.kind == FieldType::Signature && field.help.is_none() { <p>{ui.t("ui.signature")}</p> }
            </div>
        </div>
    }
}

/// How a text control differs from the plain one.
struct Kind {
    kind: &'static str,
    class: &'static str,
    inputmode: &'static str,
    autocomplete: &'static str,
}

impl Kind {
    const TEXT: Kind = Kind { kind: "text", class: "input", inputmode: "", autocomplete: "off" };
}

/// What the controls of one box share.
struct Look<'a> {
    ui: &'a Ui,
    field: &'a Field,
    view: &'a FieldView,
    id: AttrValue,
    described: Option<AttrValue>,
    invalid: bool,
}

impl Look<'_> {
    fn input(&self, slot: NodeRef, oninput: Callback<InputEvent>, kind: Kind) -> Html {
        html! {
            <input id={self.id.clone()} type={kind.kind} class={kind.class} autocomplete={kind.autocomplete} spellcheck="false"
                inputmode={(!kind.inputmode.is_empty()).then_some(kind.inputmode)} ref={slot} {oninput}
                aria-describedby={self.described.clone()} aria-invalid={self.invalid.then_some("true")}
                aria-required={self.view.required.then_some("true")} />
        }
    }

    /// One control of several.
    fn part(
        &self,
        slot: NodeRef,
        oninput: Callback<InputEvent>,
        id: AttrValue,
        class: &'static str,
        mode: &'static str,
    ) -> Html {
        html! {
            <input {id} type="text" {class} inputmode={mode} autocomplete="off" spellcheck="false" ref={slot} {oninput}
                aria-invalid={self.invalid.then_some("true")} />
        }
    }

    /// A value that is copied from another box.
    fn locked(&self) -> Html {
        let value = self.view.answer.value.as_ref().map(|v| crate::ui::show::value(self.ui, self.field, v));
        html! { <p class="input locked" id={self.id.clone()} tabindex="-1">{value}</p> }
    }
}
