//! One box of the form: label, help, the control for its type, where its value came from, what is wrong with it.
//!
//! Text controls are never written to while the person types in them: Vietnamese input methods (Telex, VNI) compose a
//! syllable over several key strokes, and a value set from outside breaks the composition. A control is written only when
//! it is left, or when something else changed the answer.
//!
//! What changes in sixty boxes at once when a card is read (values, states, the line that names the source) is written into
//! what Yew drew, see `FieldBox::paint`; Yew draws a box again when there is more about it: findings, questions, a lock.

pub mod combobox;

use super::{
    button, choice,
    icon::{self, icon},
    line, provenance,
};
use crate::{
    definition::{Choice, Definition, Field, FieldIx, FieldType, Path, Severity},
    dossier::{Action, Answer, AnswerState, FieldView},
    identity, text, typed,
    ui::{
        context::{Ui, control_id},
        dom::{El, build, el, hear, leaf, list, nothing, send},
        part::{Cx, Link, Msg as PartMsg, What, Widget, part},
        show,
    },
    validate::Finding,
    value::{Address, Value},
};
use combobox::{Combobox, Opt, Picked};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use yew::{AttrValue, Callback, Html, NodeRef, virtual_dom::ListenerKind};

/// A control of as many lines as its text has: what papers state may be too long for a phone.
const GROWS: &str = "input grow";
/// The browser offers nothing, and keeps nothing.
const OFF: &str = "off";

/// More options than this become a list that can be searched.
const RADIOS: usize = 6;

/// See the module.
pub struct FieldBox {
    ui: Ui,
    definition: Rc<Definition>,
    path: Path,
    ix: FieldIx,
    wrapper: NodeRef,
    slots: Vec<NodeRef>,
    combo: Combobox,
    /// The box of a declaration.
    tick: NodeRef,
    /// Where the older form of an address is shown.
    old: NodeRef,
    line: provenance::Line,
    /// What stands in the text controls: asking them takes longer than writing to them.
    written: Vec<String>,
    /// Whether it had to be answered when Yew drew it last; `None`: there was more about it than is painted.
    drawn: Option<bool>,
    /// What this box sent itself; the control shows it already.
    sent: Option<Option<Value>>,
    focused: bool,
    open: bool,
    units_failed: bool,
    /// A date inside an identity paper that cannot be read: the value has no place for it.
    unread: bool,
    /// Whether anything was painted yet.
    begun: bool,
    /// The answer that was painted last.
    painted: Answer,
    /// Which controls are marked as wrong, see [`wrong_parts`].
    marked: u8,
    problems: Problems,
}

/// What happens in a box.
#[derive(Clone)]
pub enum Msg {
    /// Something was typed in a text control.
    Typed,
    /// Something was chosen.
    Choose(Option<Value>),
    /// One option of many was ticked, or not any more.
    Tick(Rc<str>),
    /// A declaration was made, or taken back.
    Declare,
    /// The correction of a finding.
    Fix(usize),
    /// In the list that can be searched.
    Combo(combobox::Msg),
    /// The focus came.
    Entered,
    /// The focus went to somewhere else.
    Left,
    /// Show or hide what was done to the value.
    Toggle,
    /// The units could not be loaded.
    UnitsFailed,
}

impl Widget for FieldBox {
    fn update(&mut self, cx: &Cx<'_>, msg: PartMsg) -> bool {
        let ui = cx.ui;
        let msg = match msg {
            PartMsg::Field(msg) => msg,
            PartMsg::Send(action) => {
                self.sent = None;
                ui.send(action);
                return true;
            }
            _ => return !self.heard(),
        };
        match msg {
            Msg::Typed => {
                self.written = self.typed_parts();
                let value = typed::value_of(self.kind(), &self.written, self.value(ui).as_ref());
                let unread = typed::unreadable_issue_date(self.kind(), &self.written);
                self.send_edit(ui, value);
                // What was sent comes back as news, and is drawn then.
                if std::mem::replace(&mut self.unread, unread) != unread {
                    self.paint(ui);
                }
                return false;
            }
            Msg::Choose(value) => {
                self.send_edit(ui, value);
                return false;
            }
            Msg::Declare => {
                let made = self.value(ui) == Some(Value::Bool(true));
                self.send_edit(ui, (!made).then_some(Value::Bool(true)));
                return false;
            }
            Msg::Fix(at) => {
                if let Some(fix) = self.problems.said.get(at).and_then(|f| f.fix.clone()) {
                    self.sent = None;
                    ui.send(Action::Fix(fix.set));
                }
                return false;
            }
            Msg::Tick(code) => {
                let value = self.field().map(|field| ticked(field, self.value(ui).as_ref(), &code));
                self.send_edit(ui, value.filter(|list| !list.is_empty()).map(Value::List));
                return false;
            }
            Msg::Combo(msg) => {
                let find = self.finder(ui);
                if let Some(picked) = self.combo.update(msg, &find) {
                    let value = if self.kind() == FieldType::Address {
                        self.with_commune(ui, picked)
                    } else {
                        match picked {
                            Picked::Option(option) => Some(Value::Text(option.value)),
                            Picked::Raw(typed) => Value::text(&typed),
                        }
                    };
                    self.send_edit(ui, value);
                }
            }
            Msg::Entered => {
                self.focused = true;
                if self.field().is_some_and(by_units) {
                    self.units_failed = false;
                    ui.store.need_units(cx.link.callback(|()| PartMsg::Field(Msg::UnitsFailed)));
                }
                return false;
            }
            Msg::Left => {
                self.focused = false;
                self.leave(ui);
                self.paint(ui);
                return false;
            }
            Msg::Toggle => self.open = !self.open,
            Msg::UnitsFailed => self.units_failed = true,
        }
        true
    }

    fn view(&self, cx: &Cx<'_>) -> Html {
        let ui = cx.ui;
        let view = ui.store.dossier().view(&self.path);
        let Some(field) = self.field().filter(|_| view.visible) else { return nothing() };
        if matches!(field.kind, FieldType::Note | FieldType::Signature) {
            return note(ui, field, &self.path);
        }
        let id = control_id(&self.path);
        let mut described = String::new();
        for (there, prefix) in
            [(field.help.is_some() || field.example.is_some(), "h"), (provenance::asks(&view.answer), "q"), (true, "p")]
        {
            if there {
                described.push_str(prefix);
                described.push_str(&id);
                described.push(' ');
            }
        }
        let look = Look { cx, field, view: &view, id: &id, described: described.trim_end() };
        let locked = view.locked || view.answer.state == AnswerState::Locked;
        let control = if locked { look.locked() } else { self.control(&look) };
        let help = help(ui, field, &id);
        let behind = match ui.store.pages() {
            Some(pages) => pages.behind(cx, field, &self.path, &view.answer, self.open),
            None => nothing(), // before they came there is no paper, and so nothing else that it could be
        };
        // Label and help stand in a line with those of the box beside it; all that follows is the box's own
        let own = |control: Html| el("div", "").put(control).add(self.line.place(&id)).put(behind);
        let label = |tag: &'static str| label(tag, ui, field, view.required);
        let wrapper = el("div", class_of(field, false))
            .s("data-path", self.path.as_str())
            .node(&self.wrapper)
            .on(|| ListenerKind::onclick, hear(cx.link, |event| details(&event)))
            .on(|| ListenerKind::onfocusin, send(cx.link, PartMsg::Field(Msg::Entered)))
            .on(|| ListenerKind::onfocusout, self.on_left(cx.link));
        match field.kind {
            FieldType::Declaration if !locked => wrapper.put(control).put(help).add(own(nothing())),
            // Where the focus goes that is sent to the rows as such
            FieldType::Group => wrapper.add(label("p").s("id", &id).a("tabindex", "-1")).put(help).add(own(nothing())),
            _ if locked || is_many(field) => wrapper.add(
                el("fieldset", "")
                    .a_if(!locked && radios(field).is_some(), "role", "radiogroup")
                    .s("aria-describedby", look.described)
                    .add(label("legend"))
                    .put(help)
                    .add(own(control)),
            ),
            _ => wrapper.add(label("label").s("for", &id)).put(help).add(own(control)),
        }
        .done()
    }

    fn rendered(&mut self, cx: &Cx<'_>) {
        self.ui = cx.ui.clone(); // perhaps in another language
        self.drawn = self.paintable(cx.ui);
        self.written = self.typed_parts(); // the controls may be new ones
        self.clear();
        self.paint(cx.ui);
    }
}

impl FieldBox {
    /// The box of an answer.
    pub fn new(ui: &Ui, path: &Path, ix: FieldIx) -> Self {
        let definition = ui.store.dossier().definition().clone();
        let kind = definition.fields.get(ix.0 as usize).map_or(FieldType::Note, |f| f.kind);
        FieldBox {
            ui: ui.clone(),
            definition,
            path: path.clone(),
            ix,
            wrapper: NodeRef::default(),
            slots: (0..typed::part_count(kind)).map(|_| NodeRef::default()).collect(),
            combo: Combobox::default(),
            tick: NodeRef::default(),
            old: NodeRef::default(),
            line: provenance::Line::default(),
            written: Vec::new(),
            drawn: None,
            sent: None,
            focused: false,
            open: false,
            units_failed: false,
            unread: false,
            begun: false,
            painted: Answer::default(),
            marked: 0,
            problems: Problems::default(),
        }
    }

    /// Something about its answer changed. Whether it shows that; else Yew has to draw it again.
    pub fn heard(&mut self) -> bool {
        let ui = self.ui.clone();
        let find = self.finder(&ui);
        let listed = self.combo.refresh(&find);
        let done = !listed && self.drawn.is_some() && self.drawn == self.paintable(&ui);
        // The name of a commune comes with the units, under the same answer
        let named = self.field().is_none_or(|field| !by_units(field));
        if done && named && ui.store.dossier().answer(&self.path) == Some(&self.painted) {
            self.paint_findings(&ui);
        } else if done {
            self.paint(&ui);
        }
        done
    }

    /// Whether it must be answered, if there is nothing about it but what is painted.
    fn paintable(&self, ui: &Ui) -> Option<bool> {
        let (field, dossier) = (self.field()?, ui.store.dossier());
        let (answer, required) = dossier.open(&self.path)?;
        let more = self.open
            || self.units_failed
            || answer.state == AnswerState::Locked
            || !answer.proposals.is_empty()
            || provenance::refills(field, answer);
        (!more).then_some(required)
    }

    /// Writes the answer into what Yew drew: value, state, the line about its source and what is wrong, none of which Yew
    /// knows. Measured on sixty boxes filled at once: 18 ms of work when Yew drew them again, 4 to 6 like this.
    fn paint(&mut self, ui: &Ui) -> Option<()> {
        let definition = self.definition.clone();
        let field = definition.fields.get(self.ix.0 as usize)?;
        let answer = ui.store.dossier().answer(&self.path).cloned().unwrap_or_default();
        let wrapper: web_sys::Element = self.wrapper.get()?.unchecked_into();
        self.paint_value(ui, &wrapper, field, answer.value.as_ref());
        wrapper.set_attribute("data-state", state_name(answer.state)).ok()?;
        self.line.paint(ui, field, &answer, &self.path, self.open);
        self.painted = answer;
        self.paint_findings(ui)
    }

    fn paint_findings(&mut self, ui: &Ui) -> Option<()> {
        let dossier = ui.store.dossier();
        let findings: Vec<&Finding> = dossier.findings_shown(&self.path).collect();
        let kind = self.kind();
        let errors = findings.iter().filter(|f| f.severity == Severity::Error);
        let wrong = errors.fold(if self.unread { ISSUE_DATE } else { 0 }, |all, f| all | wrong_parts(kind, f));
        self.problems.paint(ui, &self.line.at()?, &findings, self.unread);
        if std::mem::replace(&mut self.marked, wrong) != wrong {
            let wrapper: web_sys::Element = self.wrapper.get()?.unchecked_into();
            wrapper.set_class_name(class_of(self.field()?, wrong != 0));
            self.mark(&wrapper, wrong);
        }
        Some(())
    }

    /// Takes away what was painted into nodes that stayed: by itself, or by the box that was here in another language.
    fn clear(&mut self) -> Option<()> {
        if !self.begun {
            let place = self.line.at()?;
            while let Some(child) = place.first_child() {
                child.unchecked_into::<web_sys::Element>().remove();
                self.marked = ALL;
            }
            self.begun = true;
        }
        if std::mem::take(&mut self.marked) != 0 {
            let wrapper: web_sys::Element = self.wrapper.get()?.unchecked_into();
            wrapper.set_class_name(class_of(self.field()?, false));
            self.mark(&wrapper, 0);
        }
        Some(())
    }

    /// Says of the controls whether what stands in them is wrong; of radio buttons their group, for none is wrong by itself.
    fn mark(&self, wrapper: &web_sys::Element, wrong: u8) {
        let ticks = wrapper.get_elements_by_tag_name("input");
        let count = if self.kind() == FieldType::Choices { ticks.length() } else { 0 };
        let ticks = (0..count).filter_map(|i| ticks.item(i));
        let radios = wrapper.first_element_child().filter(|_| self.field().and_then(radios).is_some());
        let slots = self.slots.iter().enumerate().filter_map(|(i, slot)| Some((slot.get()?, 1 << i)));
        let others = self.combo.node().into_iter().chain(self.tick.get()).map(|node| (node, OTHERS));
        let controls = slots.chain(others).map(|(node, part)| (node.unchecked_into(), part));
        for (control, part) in controls.chain(ticks.chain(radios).map(|control| (control, OTHERS))) {
            let control: web_sys::Element = control;
            let _ = if wrong & part != 0 {
                control.set_attribute("aria-invalid", "true")
            } else {
                control.remove_attribute("aria-invalid")
            };
        }
    }

    fn paint_value(&mut self, ui: &Ui, wrapper: &web_sys::Element, field: &Field, value: Option<&Value>) -> Option<()> {
        let kind = field.kind;
        if matches!(kind, FieldType::Address | FieldType::Choice) {
            self.combo.rendered(&listed(ui, field, value), self.focused);
        }
        // Chromium writes what stands in a box with a purpose to its own disk, in clear, when the box goes (with a lock of the
        // vault, say): it may offer something, and may not keep what was typed
        if purpose(field) != OFF
            && let Some(input) = self.slots.first().and_then(NodeRef::get)
        {
            let now = if value.is_some() { OFF } else { purpose(field) };
            let _ = input.unchecked_into::<web_sys::Element>().set_attribute("autocomplete", now);
        }
        if self.sent.as_ref().is_some_and(|sent| sent.as_ref() == value) {
            return Some(());
        }
        if let (FieldType::Address, Some(line)) = (kind, self.old.get()) {
            let old = if let Some(Value::Address(address)) = value { address.old.as_str() } else { "" };
            line.last_child()?.set_node_value(Some(old));
            line.unchecked_into::<web_sys::HtmlElement>().set_hidden(old.is_empty());
        }
        if kind == FieldType::Choices {
            let inputs = wrapper.get_elements_by_tag_name("input");
            for (i, option) in field.options.iter().enumerate() {
                let input: web_sys::HtmlInputElement = inputs.item(i as u32)?.unchecked_into();
                input.set_checked(is_ticked(value, &option.value));
            }
        }
        if let Some(tick) = self.tick.get() {
            tick.unchecked_into::<web_sys::HtmlInputElement>().set_checked(value == Some(&Value::Bool(true)));
        }
        if let Some(radios) = radios(field) {
            let inputs = wrapper.get_elements_by_tag_name("input");
            // Ticking one takes the others' ticks away.
            let one = radios.iter().position(|r| value == Some(r));
            for i in one.map_or(0..radios.len(), |i| i..i + 1) {
                let input: web_sys::HtmlInputElement = inputs.item(i as u32)?.unchecked_into();
                input.set_checked(one.is_some());
            }
        }
        if self.unread && typed::value_of(kind, &self.written, value).as_ref() == value {
            return Some(()); // the date that could not be read stays where it was typed
        }
        self.unread = false;
        let parts = typed::parts_of(kind, value);
        for ((slot, part), written) in self.slots.iter().zip(&parts).zip(&self.written) {
            if written != part
                && let Some(input) = slot.get()
            {
                input.unchecked_into::<web_sys::HtmlInputElement>().set_value(part);
            }
        }
        self.written = parts;
        Some(())
    }

    fn field(&self) -> Option<&Field> {
        self.definition.fields.get(self.ix.0 as usize)
    }

    /// Finds what its list offers.
    fn finder<'u>(&self, ui: &'u Ui) -> impl Fn(&str) -> Vec<Opt> + use<'u> {
        let (definition, ix, path) = (self.definition.clone(), self.ix, self.path.clone());
        move |typed| find(ui, &definition, ix, &path, typed)
    }

    fn kind(&self) -> FieldType {
        self.field().map_or(FieldType::Note, |f| f.kind)
    }

    fn value(&self, ui: &Ui) -> Option<Value> {
        ui.store.dossier().answer(&self.path).and_then(|a| a.value.clone())
    }

    /// What stands in the text controls. Select and textarea have a `value` as well.
    fn typed_parts(&self) -> Vec<String> {
        let one_line = self.kind() != FieldType::Multiline;
        let read = |slot: &NodeRef| {
            let value = slot.get().map(|n| n.unchecked_into::<web_sys::HtmlInputElement>().value()).unwrap_or_default();
            if one_line { value.replace('\n', " ") } else { value }
        };
        self.slots.iter().map(read).collect()
    }

    fn send_edit(&mut self, ui: &Ui, value: Option<Value>) {
        if value != self.value(ui) {
            self.sent = Some(value.clone());
            ui.send(Action::Edit { path: self.path.clone(), value });
        }
    }

    fn with_commune(&self, ui: &Ui, picked: Picked) -> Option<Value> {
        let mut address = match self.value(ui) {
            Some(Value::Address(a)) => (*a).clone(),
            _ => Address::default(),
        };
        if let Some(detail) = self.typed_parts().first() {
            detail.trim().clone_into(&mut address.detail);
        }
        // Not in the list: kept as typed; validation says that no such commune is known.
        let option = match picked {
            Picked::Option(option) => option,
            Picked::Raw(typed) => Opt { label: typed.into(), ..Opt::default() },
        };
        if !option.detail.is_empty() {
            // Of a whole address that was pasted: what would otherwise be lost
            if let Some(slot) = self.slots.first().and_then(NodeRef::get) {
                slot.unchecked_into::<web_sys::HtmlInputElement>().set_value(&option.detail);
            }
            address.detail = option.detail;
        }
        address.commune = option.value.to_string();
        address.commune_name = option.label.to_string();
        address.province = option.group.to_string();
        address.province_name = option.note.to_string();
        (address != Address::default()).then(|| Value::Address(Rc::new(address)))
    }

    fn leave(&mut self, ui: &Ui) {
        let value = self.value(ui);
        let own = self.sent.take().is_some();
        if let (true, Some(value), Some(field)) = (own, &value, self.field()) {
            let tidied = typed::tidy(field, value.clone());
            if tidied != *value {
                ui.send(Action::Edit { path: self.path.clone(), value: Some(tidied) });
            }
        }
        // An empty box that was only passed through says nothing yet.
        if own || value.is_some() {
            ui.send(Action::Leave(self.path.clone()));
        }
    }

    /// Tells when the focus leaves the controls of the box: not when it moves between them or to another window.
    fn on_left(&self, link: &Link) -> Callback<web_sys::Event> {
        let wrapper = self.wrapper.clone();
        hear(link, move |event| {
            let to = event.unchecked_ref::<web_sys::FocusEvent>().related_target();
            let wrapper = wrapper.get()?;
            let still = match to {
                // Its buttons come after what was typed.
                Some(to) => {
                    let to: web_sys::Element = to.unchecked_into();
                    wrapper.contains(Some(&to)) && to.tag_name() != "BUTTON"
                }
                None => !wrapper.owner_document()?.has_focus().unwrap_or(true),
            };
            (!still).then_some(PartMsg::Field(Msg::Left))
        })
    }

    fn control(&self, look: &Look<'_>) -> Html {
        use FieldType as T;
        let ui = look.cx.ui;
        match look.field.kind {
            T::Multiline => look.input(self, "textarea", "input").a("rows", "3").done(),
            // Written by the assistant, and too long for a phone: it must be possible to read all of it.
            T::Agency => look.input(self, "textarea", GROWS).a("rows", "2").done(),
            T::Text if look.field.compute.is_some() || look.field.fill.is_some() => {
                look.input(self, "textarea", GROWS).a("rows", "2").done()
            }
            T::Text => look.input(self, "text", "input").done(),
            T::Integer => look.input(self, "text", "input short").a("inputmode", "numeric").done(),
            T::Number => look.input(self, "text", "input short").a("inputmode", "decimal").done(),
            T::Money => el("div", "with-unit")
                .add(look.input(self, "text", "input digits").a("inputmode", "numeric"))
                .add(leaf("span", "", ui.t("ui.money.unit")).a("aria-hidden", "true"))
                .done(),
            T::Identifier => {
                let kind = look.field.kind_of.as_deref().and_then(identity::loaded);
                look.input(self, "text", "input digits").a("inputmode", kind.map_or("text", |k| k.inputmode)).done()
            }
            T::DateTime => self.date_time(look),
            T::Choices => {
                let one = |(i, option): (usize, &Choice)| {
                    let id = if i == 0 { look.id.to_owned() } else { [look.id, "-", &i.to_string()].concat() };
                    let checked = is_ticked(look.view.answer.value.as_ref(), &option.value);
                    let msg = PartMsg::Field(Msg::Tick(option.value.clone()));
                    let label = leaf("label", "", option.label.get(&ui.lang));
                    choice("checkbox", &id, None, checked, look.cx.link, msg, label).done()
                };
                el("div", "radios").all(look.field.options.iter().enumerate().map(one).collect()).done()
            }
            T::PersonName => look.input(self, "text", "input").done(),
            T::CitizenId => look.input(self, "text", "input digits").a("inputmode", "numeric").done(),
            T::Phone => look.input(self, "tel", "input digits").done(),
            T::Email => look.input(self, "email", "input").done(),
            T::Date => self.date(look, 0, look.id).done(),
            T::IdentityDocument => self.document(look),
            T::Address => self.address(look),
            T::Sex => look.radios(&[ui.t("ui.sex.male").into(), ui.t("ui.sex.female").into()]),
            T::YesNo => look.radios(&[ui.t("ui.yes").into(), ui.t("ui.no").into()]),
            T::Choice if few(look.field) => {
                let labels: Vec<Rc<str>> = look.field.options.iter().map(|o| o.label.get(&ui.lang).clone()).collect();
                look.radios(&labels)
            }
            T::Choice => {
                let hint = if by_units(look.field) { ui.t("ui.address.hint") } else { "" };
                el("div", "").add(self.combo.view(look.cx, &look.combo(hint))).maybe(self.units_problem(ui)).done()
            }
            T::Declaration => {
                let checked = look.view.answer.value == Some(Value::Bool(true));
                let msg = PartMsg::Field(Msg::Declare);
                let input = el("input", "").a("type", "checkbox").s("id", look.id).node(&self.tick).checked(checked);
                let label = label("label", ui, look.field, look.view.required);
                el("div", "tick")
                    .add(look.described(input).change(look.cx.link, msg))
                    .add(label.s("for", look.id))
                    .done()
            }
            T::Attachment => part(ui, What::Files(self.path.clone(), self.ix)),
            T::Signature | T::Note | T::Group => nothing(),
        }
    }

    /// One text control of several.
    fn part(&self, look: &Look<'_>, slot: usize, id: &str, class: &'static str) -> El {
        let input = match class {
            GROWS => el("textarea", class).on(|| ListenerKind::onkeydown, one_line()),
            _ => el("input", class).a("type", "text"),
        };
        let input = input.s("id", id).a("autocomplete", OFF).a("spellcheck", "false");
        let input = match self.slots.get(slot) {
            Some(node) => input.node(node),
            None => input,
        };
        input.on(|| ListenerKind::oninput, send(look.cx.link, PartMsg::Field(Msg::Typed)))
    }

    fn date(&self, look: &Look<'_>, first: usize, id: &str) -> El {
        let mut date = el("div", "date");
        for (i, (suffix, key, class)) in
            [("", "ui.date.day", "input d2"), ("-m", "ui.date.month", "input d2"), ("-y", "ui.date.year", "input d4")]
                .into_iter()
                .enumerate()
        {
            let id = [id, suffix].concat();
            date = date.add(
                el("div", "")
                    .add(leaf("label", "", look.cx.ui.t(key)).s("for", &id))
                    .add(self.part(look, first + i, &id, class).a("inputmode", "numeric")),
            );
        }
        date
    }

    fn date_time(&self, look: &Look<'_>) -> Html {
        let mut time = el("div", "time");
        for (slot, suffix, key) in [(3, "-h", "ui.time.hour"), (4, "-min", "ui.time.minute")] {
            let id = [look.id, suffix].concat();
            time = time.add(
                el("div", "")
                    .add(leaf("label", "", look.cx.ui.t(key)).s("for", &id))
                    .add(self.part(look, slot, &id, "input d2").a("inputmode", "numeric")),
            );
        }
        self.date(look, 0, look.id).add(time).done()
    }

    fn document(&self, look: &Look<'_>) -> Html {
        let ui = look.cx.ui;
        let chosen = match &look.view.answer.value {
            Some(Value::Document(d)) => &*d.kind,
            _ => "",
        };
        let select = el("select", "input").s("id", look.id).change(look.cx.link, PartMsg::Field(Msg::Typed));
        let mut select = match self.slots.first() {
            Some(node) => select.node(node),
            None => select,
        };
        let option =
            |code: &str, label: &str| leaf("option", "", label).s("value", code).a_if(chosen == code, "selected", "");
        select = select.add(option("", ui.t("ui.choose")));
        for kind in typed::DOCUMENT_KINDS {
            select = select.add(option(kind, ui.t(&["ui.doc.", kind].concat())));
        }
        let id = |part: &str| [look.id, "-", part].concat();
        let (number, on, by) = (id("number"), id("on"), id("by"));
        let caption = |key: &str, id: &str| leaf("label", "", ui.t(key)).s("for", id);
        el("div", "parts")
            .add(el("div", "part").add(caption("ui.doc.kind", look.id)).add(select))
            .add(el("div", "part").add(caption("ui.doc.number", &number)).add(self.part(
                look,
                1,
                &number,
                "input digits",
            )))
            .add(el("fieldset", "part").add(leaf("legend", "", ui.t("ui.doc.issued-on"))).add(self.date(look, 2, &on)))
            .add(el("div", "part wide").add(caption("ui.doc.issued-by", &by)).add(self.part(look, 5, &by, GROWS)))
            .done()
    }

    fn units_problem(&self, ui: &Ui) -> Option<El> {
        self.units_failed.then(|| problem_line(ui, Severity::Error, ui.t("ui.load.fetch")))
    }

    fn address(&self, look: &Look<'_>) -> Html {
        let ui = look.cx.ui;
        let detail = [look.id, "-d"].concat();
        let old =
            el("p", "old").a("hidden", "").node(&self.old).add(leaf("span", "", ui.t("ui.address.old"))).text(" ");
        el("div", "parts one")
            .add(
                el("div", "part")
                    .add(leaf("label", "", ui.t("ui.address.commune")).s("for", look.id))
                    .add(self.combo.view(look.cx, &look.combo(ui.t("ui.address.hint"))))
                    .maybe(self.units_problem(ui)),
            )
            .add(
                el("div", "part")
                    .add(leaf("label", "", ui.t("ui.address.detail")).s("for", &detail))
                    .add(self.part(look, 0, &detail, "input")),
            )
            .add(old.text(""))
            .done()
    }
}

/// The purpose of a box that the browser may offer something for: of the person who sits in front of it, only in the applicant's
/// boxes (WCAG 1.3.5), never for other people.
fn purpose(field: &Field) -> &'static str {
    let own = field.id.starts_with("applicant.");
    match field.kind {
        FieldType::PersonName if own => "name",
        FieldType::Phone if own => "tel",
        FieldType::Email if own => "email",
        _ => OFF,
    }
}

/// The options of a long list for what was typed: those that begin so first.
fn find(ui: &Ui, definition: &Definition, ix: FieldIx, path: &Path, typed: &str) -> Vec<Opt> {
    let Some(field) = definition.fields.get(ix.0 as usize) else { return Vec::new() };
    if by_units(field) {
        return ui.store.find_communes(path, typed);
    }
    let wanted = text::fold(typed);
    let (mut found, mut later) = (Vec::new(), Vec::new());
    for option in field.options.iter() {
        let label = option.label.get(&ui.lang);
        let folded = text::fold(label);
        if folded.contains(&wanted) || option.aliases.iter().any(|a| text::fold(a).contains(&wanted)) {
            let line = Opt { value: option.value.clone(), label: label.clone(), ..Opt::default() };
            if folded.starts_with(&wanted) { &mut found } else { &mut later }.push(line);
        }
    }
    found.append(&mut later);
    found
}

/// What the list that can be searched shows of an answer.
fn listed(ui: &Ui, field: &Field, value: Option<&Value>) -> String {
    match value {
        Some(Value::Address(a)) => {
            let between = if a.commune_name.is_empty() || a.province_name.is_empty() { "" } else { ", " };
            [&*a.commune_name, between, &*a.province_name].concat()
        }
        Some(Value::Text(code)) => show::option_label(ui, field, code),
        _ => String::new(),
    }
}

/// What is wrong with a box, as it is shown. Not drawn by Yew: who hands over an empty form is told of forty boxes at once.
#[derive(Default)]
struct Problems {
    said: Vec<Finding>,
    unread: bool,
    lang: AttrValue,
    made: Option<web_sys::Element>,
}

thread_local! {
    /// What was said about boxes that had one finding without a correction, to be copied: mostly that they must be answered.
    static SAID: RefCell<Vec<(AttrValue, Finding, web_sys::Element)>> = const { RefCell::new(Vec::new()) };
}

/// As many are kept.
const KEPT: usize = 4;

/// Whether two findings are shown alike: they differ in the box alone.
fn alike(a: &Finding, b: &Finding) -> bool {
    a.code == b.code && a.severity == b.severity && a.params == b.params && a.message == b.message && a.law == b.law
}

impl Problems {
    fn paint(&mut self, ui: &Ui, place: &web_sys::Node, findings: &[&Finding], unread: bool) -> Option<()> {
        let none = findings.is_empty() && !unread;
        if let Some(made) = &self.made {
            let same = !none
                && self.unread == unread
                && self.lang == ui.lang
                && self.said.iter().eq(findings.iter().copied())
                && place.contains(Some(made));
            if same {
                return Some(());
            }
            made.remove();
            self.made = None;
        }
        if none {
            self.said.clear();
            return Some(());
        }
        self.said = findings.iter().map(|f| (*f).clone()).collect();
        self.unread = unread;
        self.lang = ui.lang.clone();
        let made = match findings {
            [one] if !unread && one.fix.is_none() => SAID.with_borrow_mut(|kept| {
                let at = match kept.iter().position(|(lang, said, _)| *lang == ui.lang && alike(said, one)) {
                    Some(at) => at,
                    None => {
                        kept.truncate(KEPT - 1);
                        kept.insert(0, (ui.lang.clone(), (*one).clone(), self.make(ui, place)?));
                        0
                    }
                };
                kept[at].2.clone_node_with_deep(true).ok().map(JsCast::unchecked_into)
            })?,
            _ => self.make(ui, place)?,
        };
        place.append_child(&made).ok()?;
        self.made = Some(made);
        Some(())
    }

    fn make(&self, ui: &Ui, place: &web_sys::Node) -> Option<web_sys::Element> {
        let unread = self.unread.then(|| problem_line(ui, Severity::Error, ui.t("ui.date.unread")));
        let one = |(at, finding): (usize, &Finding)| {
            let fix = finding.fix.is_some().then(|| {
                el("button", "btn small")
                    .a("type", "button")
                    .a("data-action", FIX)
                    .s("data-index", &at.to_string())
                    .put(icon(icon::CHECK))
                    .add(leaf("span", "", &ui.fix_label(finding)))
            });
            problem(ui, finding).maybe(fix).done()
        };
        let all = self.said.iter().enumerate().map(one).collect();
        let around = place.clone_node().ok()?;
        build(&el("div", "problems").maybe(unread).all(all).done(), &around)?;
        Some(around.first_child()?.unchecked_into())
    }
}

/// The name of the button that corrects.
const FIX: &str = "fix";

/// A finding with its law.
pub fn problem(ui: &Ui, finding: &Finding) -> El {
    let class = match finding.severity {
        Severity::Error => "finding error",
        Severity::Warning => "finding warning",
        Severity::Info => "finding info",
    };
    el("div", class)
        .s("data-code", &finding.code)
        .add(problem_line(ui, finding.severity, &ui.finding(finding)))
        .put(cites(ui, &finding.law))
}

/// The button that corrects.
pub fn fix(ui: &Ui, link: &Link, finding: &Finding) -> Html {
    match &finding.fix {
        None => nothing(),
        Some(fix) => {
            let msg = PartMsg::Send(Action::Fix(fix.set.clone()));
            button(link, "btn small", FIX, icon::CHECK, &ui.fix_label(finding), msg).done()
        }
    }
}

/// Citations.
pub fn cites(ui: &Ui, law: &[Rc<str>]) -> Html {
    if law.is_empty() {
        return nothing();
    }
    let cited: Vec<String> = law.iter().map(|l| ui.cite(l)).collect();
    line("cite", icon::LAW, &cited.join("; ")).done()
}

fn problem_line(ui: &Ui, severity: Severity, text: &str) -> El {
    let (class, picture, key) = match severity {
        // Many are made at once: theirs is the style sheet's
        Severity::Error => ("problem error", None, "ui.error"),
        Severity::Warning => ("problem warning", Some(icon::WARN), "ui.warning"),
        Severity::Info => ("problem info", Some(icon::INFO), "ui.info"),
    };
    let line = el("p", class);
    let line = if let Some(picture) = picture { line.put(icon(picture)) } else { line };
    line.add(leaf("span", "hidden", ui.t(key))).text(text)
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

/// A click on the line about the source, or on a correction: they are not Yew's, so their box hears it.
fn details(event: &web_sys::Event) -> Option<PartMsg> {
    let at: web_sys::Element = event.target()?.unchecked_into();
    let button = at.closest("button").ok()??;
    Some(PartMsg::Field(match &*button.get_attribute("data-action")? {
        provenance::DETAILS => Msg::Toggle,
        FIX => Msg::Fix(button.get_attribute("data-index")?.parse().ok()?),
        _ => return None,
    }))
}

/// The parts of a box: a bit for each text control, and one for all other controls.
const OTHERS: u8 = 1 << 7;
const ALL: u8 = u8::MAX;
/// Day, month and year in an identity paper.
const ISSUE_DATE: u8 = 0b1_1100;

/// Which parts of a box an error is about.
fn wrong_parts(kind: FieldType, finding: &Finding) -> u8 {
    match (kind, &*finding.code) {
        _ if finding.message.is_some() => ALL, // a rule of the form
        (_, "required") => ALL,
        (FieldType::IdentityDocument, "document.kind" | "document.no-kind") => 1,
        (FieldType::IdentityDocument, _) => 1 << 1,
        (FieldType::Address, _) => OTHERS,
        _ => ALL,
    }
}

fn class_of(field: &Field, wrong: bool) -> &'static str {
    match (wrong, field.half) {
        (false, false) => "field",
        (false, true) => "field half",
        (true, false) => "field has-error",
        (true, true) => "field half has-error",
    }
}

/// Whether a choice has so few options that all of them are shown.
fn few(field: &Field) -> bool {
    !field.of_communes() && field.options.len() <= RADIOS
}

/// Whether a commune is looked for in the administrative units.
fn by_units(field: &Field) -> bool {
    field.kind == FieldType::Address || field.of_communes()
}

/// The values of a box that is answered by one of a few radio buttons, in their order.
fn radios(field: &Field) -> Option<Vec<Value>> {
    Some(match field.kind {
        FieldType::Sex => vec![Value::Text("male".into()), Value::Text("female".into())],
        FieldType::YesNo => vec![Value::Bool(true), Value::Bool(false)],
        FieldType::Choice if few(field) => field.options.iter().map(|o| Value::Text(o.value.clone())).collect(),
        _ => return None,
    })
}

/// Whether an option is among those that were ticked.
fn is_ticked(value: Option<&Value>, code: &str) -> bool {
    matches!(value, Some(Value::List(codes)) if codes.iter().any(|c| **c == *code))
}

/// The options that are ticked after one was pressed, in the order of the form.
fn ticked(field: &Field, before: Option<&Value>, pressed: &str) -> Vec<Rc<str>> {
    let options = field.options.iter().map(|o| &o.value);
    options.filter(|code| is_ticked(before, code) != (***code == *pressed)).cloned().collect()
}

/// Whether the box has several controls, so that its label is a legend.
fn is_many(field: &Field) -> bool {
    use FieldType as T;
    match field.kind {
        T::Date | T::DateTime | T::IdentityDocument | T::Address | T::Sex | T::YesNo | T::Choices | T::Attachment => {
            true
        }
        T::Choice => few(field),
        _ => false,
    }
}

fn label(tag: &'static str, ui: &Ui, field: &Field, required: bool) -> El {
    let (class, key) = if required { ("mark req", "ui.required") } else { ("mark", "ui.optional") };
    let label = el(tag, "label");
    let label = match &field.no {
        Some(no) => label.add(leaf("span", "no", &[no, ". "].concat())),
        None => label,
    };
    label.text(field.label.get(&ui.lang)).text(" ").add(leaf("span", class, ui.t(key)))
}

fn help(ui: &Ui, field: &Field, id: &str) -> Html {
    if field.help.is_none() && field.example.is_none() {
        return nothing();
    }
    let help = field.help.as_ref().map(|h| leaf("p", "", h.get(&ui.lang)));
    let example = field.example.as_ref().map(|e| leaf("p", "", &ui.tp("ui.example", &[("example", e)])));
    el("div", "help").s("id", &["h", id].concat()).maybe(help).maybe(example).done()
}

/// Enter makes no new line; while a syllable is composed it ends it.
fn one_line() -> Callback<web_sys::Event> {
    Callback::from(|event: web_sys::Event| {
        let key: &web_sys::KeyboardEvent = event.unchecked_ref();
        if key.key() == "Enter" && !key.is_composing() {
            event.prevent_default();
        }
    })
}

/// A text to read, or the place of a signature.
fn note(ui: &Ui, field: &Field, path: &Path) -> Html {
    let signature = field.kind == FieldType::Signature;
    let help = match &field.help {
        Some(help) => Some(leaf("p", "", help.get(&ui.lang))),
        None => signature.then(|| leaf("p", "", ui.t("ui.signature"))),
    };
    el("div", "field note")
        .s("data-path", path.as_str())
        .put(icon(if signature { icon::EDIT } else { icon::INFO }))
        .add(el("div", "").add(leaf("p", "label", field.label.get(&ui.lang))).maybe(help))
        .done()
}

/// What the controls of one box share.
struct Look<'a> {
    cx: &'a Cx<'a>,
    field: &'a Field,
    view: &'a FieldView,
    id: &'a str,
    described: &'a str,
}

impl Look<'_> {
    fn described(&self, input: El) -> El {
        input.s("aria-describedby", self.described).a_if(self.view.required, "aria-required", "true")
    }

    /// The only text control of a box.
    fn input(&self, field: &FieldBox, kind: &'static str, class: &'static str) -> El {
        let input = match kind {
            "textarea" if class == GROWS => el("textarea", class).on(|| ListenerKind::onkeydown, one_line()),
            "textarea" => el("textarea", class),
            _ => el("input", class).a("type", kind).a("autocomplete", purpose(self.field)),
        };
        let input = match field.slots.first() {
            Some(node) => input.node(node),
            None => input,
        };
        self.described(input.s("id", self.id).a("spellcheck", "false"))
            .on(|| ListenerKind::oninput, send(self.cx.link, PartMsg::Field(Msg::Typed)))
    }

    fn combo<'b>(&'b self, hint: &'b str) -> combobox::Look<'b> {
        combobox::Look { id: self.id, described: self.described, required: self.view.required, hint }
    }

    fn radios(&self, labels: &[Rc<str>]) -> Html {
        let class = if labels.len() <= 3 { "radios line" } else { "radios" };
        let current = self.view.answer.value.as_ref();
        let one = |(i, (value, text)): (usize, (Value, &Rc<str>))| {
            let id = if i == 0 { self.id.to_owned() } else { [self.id, "-", &i.to_string()].concat() };
            let checked = current == Some(&value);
            let msg = PartMsg::Field(Msg::Choose(Some(value)));
            choice("radio", &id, Some(self.id), checked, self.cx.link, msg, leaf("label", "", text)).done()
        };
        let values = radios(self.field).unwrap_or_default();
        el("div", class).put(list(values.into_iter().zip(labels).enumerate().map(one).collect())).done()
    }

    /// A value that is copied from another box, or that the form locks.
    fn locked(&self) -> Html {
        let value = self.view.answer.value.as_ref().map(|v| show::value(self.cx.ui, self.field, v));
        el("div", "input locked")
            .s("id", self.id)
            .a("tabindex", "-1")
            .add(leaf("p", "", &value.unwrap_or_default()))
            .put(icon(icon::LOCK))
            .done()
    }
}
