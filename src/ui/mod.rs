//! The interface: Yew components that send Actions and draw the dossier's state; they decide nothing.
//!
//! [`mount`] puts [`App`] into an element of the shadow root. [`store::Store`] shares the dossier: a key stroke draws
//! one box again, not the form. [`host::Host`] is everything that is asked of the browser beyond drawing.

pub mod components;
pub mod context;
pub mod host;
pub mod show;
pub mod store;

use crate::{
    definition::{Definition, Path},
    dossier::{Action, Dossier, Notice},
};
use components::{
    button, casting,
    icon::{self, icon},
    icon_button, overview, printed,
    records::Records,
    review, steps,
    watch::watch,
};
use context::Ui;
use host::HostEvent;
use std::rc::Rc;
use store::{News, Store, Subscription, Topic};
use yew::{
    AttrValue, Callback, Component, Context, Event, Html, MouseEvent, NodeRef, Properties, TargetCast, classes, html,
};

/// What the application needs.
#[derive(Clone, PartialEq, Properties)]
pub struct AppProps {
    /// The dossier (and with it the definition and the host).
    pub store: Store,
    /// `vi` or `en`.
    pub lang: AttrValue,
}

/// A page of the interface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Screen {
    /// What the procedure needs.
    Overview,
    /// Papers.
    Records,
    /// Who is who.
    Casting,
    /// A step of the form.
    Step(usize),
    /// All answers.
    Review,
    /// As it will be printed.
    Print,
}

/// Where the focus goes after drawing.
enum Focus {
    Heading,
    Id(String),
}

/// What happens to the application.
pub enum Msg {
    /// Boxes, rows, people or records came or went.
    Structure,
    /// Something to say.
    News(News),
    /// To a page.
    Go(Screen),
    /// To a box.
    GoTo(Path),
    /// Opens and closes the list of pages (on narrow screens).
    Toggle,
    /// The message was read.
    Dismiss,
    /// A file was chosen.
    Open(web_sys::File),
    /// Its text.
    Opened(Option<String>),
    /// To disk.
    Save,
    /// To the printer.
    Print,
    /// Hand over.
    Submit,
}

/// The whole interface of one element.
pub struct App {
    _subscriptions: [Subscription; 3],
    screen: Screen,
    menu: bool,
    focus: Option<Focus>,
    /// (went well, text)
    notice: Option<(bool, String)>,
    root: NodeRef,
    file: NodeRef,
}

impl Component for App {
    type Message = Msg;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let store = &ctx.props().store;
        App {
            _subscriptions: [
                store.subscribe(Topic::Structure, ctx.link().callback(|_| Msg::Structure)),
                store.subscribe(Topic::Any, ctx.link().callback(Msg::News)),
                store.subscribe(Topic::Notice, ctx.link().callback(Msg::News)),
            ],
            screen: Screen::Overview,
            menu: false,
            focus: None,
            notice: None,
            root: NodeRef::default(),
            file: NodeRef::default(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let ui = ui_of(ctx.props());
        let store = &ctx.props().store;
        match msg {
            Msg::Structure => {}
            // Whatever was said before is said; what this change has to say comes after it.
            Msg::News(News::Changed) => return self.notice.take().is_some(),
            Msg::News(News::Refused) => self.notice = Some((false, ui.t("ui.refused").to_owned())),
            Msg::News(News::Notice(notice)) => {
                let text = match notice {
                    Notice::Filled(n) => ui.tp("ui.notice.filled", &[("n", &n.to_string())]),
                    Notice::RecordKnown => return false, // said beside the picture
                    Notice::RecordAdded(_) => return false,
                    Notice::NothingToUndo => ui.t("ui.notice.nothing").to_owned(),
                };
                self.notice = Some((true, text));
            }
            Msg::Go(screen) => {
                if let Screen::Step(_) = self.screen {
                    self.leave_step(store);
                }
                if screen == Screen::Review {
                    ui.send(Action::Finish);
                }
                self.screen = screen;
                self.menu = false;
                self.notice = None;
                let blocked = screen == Screen::Review && store.dossier().blocked();
                self.focus = Some(if blocked { Focus::Id("summary".to_owned()) } else { Focus::Heading });
                if let Some(root) = self.root.cast::<web_sys::Element>()
                    && root.get_bounding_client_rect().top() < 0.0
                {
                    root.scroll_into_view_with_bool(true);
                }
            }
            Msg::GoTo(path) => {
                let definition = store.dossier().definition().clone();
                if let Some(step) = step_of(&definition, &path) {
                    self.screen = Screen::Step(step);
                    self.focus = Some(Focus::Id(context::control_id(&path)));
                } else {
                    // `role:mother`: what is wrong is who plays it.
                    self.screen = Screen::Casting;
                    self.focus = Some(Focus::Id(context::control_id(&path)));
                }
            }
            Msg::Toggle => self.menu = !self.menu,
            Msg::Dismiss => self.notice = None,
            Msg::Open(file) => {
                let text = wasm_bindgen_futures::JsFuture::from(file.text());
                ctx.link().send_future(async move { Msg::Opened(text.await.ok().and_then(|t| t.as_string())) });
                return false;
            }
            Msg::Opened(text) => {
                let (definition, today) = {
                    let dossier = store.dossier();
                    (dossier.definition().clone(), dossier.today())
                };
                let opened = text.map(|t| Dossier::import(definition, today, &t));
                match opened {
                    Some(Ok(dossier)) => {
                        store.replace(dossier);
                        self.screen = Screen::Review;
                        self.focus = Some(Focus::Heading);
                        self.notice = Some((true, ui.t("ui.notice.opened").to_owned()));
                    }
                    Some(Err(error)) => {
                        store.host().emit(HostEvent::Error { code: error.code() });
                        self.notice = Some((false, import_text(&ui, &error)));
                    }
                    None => self.notice = Some((false, ui.t("import.not-a-dossier").to_owned())),
                }
            }
            Msg::Save => {
                let (name, text) = {
                    let dossier = store.dossier();
                    (["troly-", &dossier.definition().id, ".json"].concat(), dossier.export())
                };
                store.host().download(&name, "application/json", &text);
                self.notice = Some((true, ui.tp("ui.notice.saved", &[("name", &name)])));
            }
            Msg::Print => {
                if let Some(root) = self.root.cast::<web_sys::Element>() {
                    store.host().print(root);
                }
                return false;
            }
            Msg::Submit => {
                ui.send(Action::Finish);
                if store.dossier().blocked() {
                    self.focus = Some(Focus::Id("summary".to_owned()));
                } else {
                    let (data, dossier) = {
                        let d = store.dossier();
                        (d.data(), d.export())
                    };
                    let taken = store.host().emit(HostEvent::Submit { data: &data, dossier: &dossier });
                    let key = if taken { "ui.notice.submitted" } else { "ui.notice.not-taken" };
                    self.notice = Some((taken, ui.t(key).to_owned()));
                }
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let ui = ui_of(ctx.props());
        let link = ctx.link();
        let definition = ui.store.dossier().definition().clone();
        let (name, at) = (self.screen_title(&ui, &definition, self.screen), self.screen);
        html! {
            <div class="troly" part="troly" lang={ctx.props().lang.clone()} data-screen={screen_name(at)} ref={self.root.clone()}>
                {self.bar(ctx, &ui, &definition)}
                <div class="body">
                    {self.rail(ctx, &ui, &definition)}
                    <div class="page" part="page">
                        if at == Screen::Overview { <p class="eyebrow">{ui.text(&definition.form_number)}</p> }
                        <h2 id="heading" tabindex="-1">{name}</h2>
                        {self.page(ctx, &ui, &definition)}
                    </div>
                </div>
                <div class="toast-place">
                    <div role="status" class={classes!("toast", self.notice.as_ref().map(|(good, _)| if *good { "good" } else { "bad" }))}>
                        if let Some((good, text)) = &self.notice {
                            {icon(if *good { icon::CHECKED } else { icon::ERROR })}
                            <p>{text}</p>
                            {icon_button("dismiss", icon::CLOSE, ui.t("ui.dismiss"), false, link.callback(|_| Msg::Dismiss))}
                        }
                    </div>
                </div>
            </div>
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        let Some(root) = self.root.get() else { return };
        let done = match &self.focus {
            None => return,
            Some(Focus::Heading) => context::focus(&root, "heading"),
            // A box whose first control cannot be reached (hidden meanwhile): at least its page.
            Some(Focus::Id(id)) => context::focus(&root, id) || context::focus(&root, "heading"),
        };
        if done {
            self.focus = None;
        }
    }
}

impl App {
    /// What was left unanswered on a step may be pointed out from now on.
    fn leave_step(&self, store: &Store) {
        let Screen::Step(at) = self.screen else { return };
        let paths: Vec<Path> = {
            let dossier = store.dossier();
            let Some(step) = dossier.definition().steps.get(at) else { return };
            step.sections.iter().flat_map(|s| steps::paths(&dossier, s)).map(|(_, p)| p).collect()
        };
        for path in paths {
            store.dispatch(Action::Leave(path));
        }
    }

    fn screen_title(&self, ui: &Ui, definition: &Definition, screen: Screen) -> AttrValue {
        match screen {
            Screen::Overview => ui.text(&definition.title),
            Screen::Step(at) => definition.steps.get(at).map(|s| ui.text(&s.title)).unwrap_or_default(),
            other => ui.t(&["ui.screen.", screen_name(other)].concat()).into(),
        }
    }

    fn bar(&self, ctx: &Context<Self>, ui: &Ui, definition: &Definition) -> Html {
        let link = ctx.link();
        let tools = {
            let save = link.callback(|_: MouseEvent| Msg::Save);
            watch(ui, move |ui| {
                let (undo, redo) = ui.store.dossier().history();
                let act = |action: fn() -> Action| {
                    let ui = ui.clone();
                    Callback::from(move |_: MouseEvent| {
                        ui.send(action());
                    })
                };
                html! {
                    <div class="tools">
                        {icon_button("undo", icon::UNDO, ui.t("ui.undo"), !undo, act(|| Action::Undo))}
                        {icon_button("redo", icon::REDO, ui.t("ui.redo"), !redo, act(|| Action::Redo))}
                        {icon_button("save", icon::SAVE, ui.t("ui.save"), false, save.clone())}
                    </div>
                }
            })
        };
        html! {
            <div class="bar" part="bar">
                <svg class="mark-logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                    <path class="sheet" d="M7 2.5h13l6 6v21H7Z"/><path class="fold" d="M20 2.500v6h6"/><path class="tick" d="m11 18 4 4 7.500-8.500"/>
                </svg>
                <p class="bar-title">{ui.text(&definition.form_name)}</p>
                if self.screen != Screen::Overview { {tools} }
            </div>
        }
    }

    /// The list of pages: a column on wide screens, a line that opens on narrow ones.
    fn rail(&self, ctx: &Context<Self>, ui: &Ui, definition: &Rc<Definition>) -> Html {
        if self.screen == Screen::Overview {
            return Html::default();
        }
        let link = ctx.link();
        let screens = screens(definition);
        let last = screens.len().saturating_sub(1);
        let at = screens.iter().position(|s| *s == self.screen).unwrap_or(last);
        let (n, of) = (at.to_string(), last.to_string());
        let items: Vec<(Screen, AttrValue, Callback<MouseEvent>)> = screens
            .iter()
            .map(|s| {
                let s = *s;
                let title = if s == Screen::Overview {
                    ui.t("ui.screen.overview").into()
                } else {
                    self.screen_title(ui, definition, s)
                };
                (s, title, link.callback(move |_| Msg::Go(s)))
            })
            .collect();
        let (definition, current) = (definition.clone(), self.screen);
        let list = watch(ui, move |ui| {
            html! {
                <ol class="rail-list">
                    {for items.iter().enumerate().map(|(i, (screen, title, onclick))| {
                        let here = *screen == current;
                        let dossier = ui.store.dossier();
                        let (missing, full) = match screen {
                            Screen::Step(at) => {
                                let missing = definition.steps.get(*at).map_or(0, |s| steps::counts(&dossier, &s.sections).1);
                                (missing, missing == 0)
                            }
                            Screen::Records => (0, !dossier.records().is_empty()),
                            _ => (0, false),
                        };
                        html! {
                            <li class={classes!(here.then_some("here"), full.then_some("full"))}>
                                <button type="button" data-action="screen" data-to={i.to_string()} aria-current={here.then_some("step")} {onclick}>
                                    <span class="dot" aria-hidden="true">
                                        if full && !here { {icon(icon::CHECK)} } else if i == 0 { {icon(icon::PAPER)} } else { {i} }
                                    </span>
                                    <span class="rail-text">{title}
                                        if missing > 0 { <span class="left">{ui.tp("ui.rail.left", &[("n", &missing.to_string())])}</span> }
                                    </span>
                                </button>
                            </li>
                        }
                    })}
                </ol>
            }
        });
        html! {
            <nav class={classes!("rail", self.menu.then_some("open"))} aria-label={ui.t("ui.rail")} data-step={n.clone()}>
                <div class="rail-now">
                    <p>{ui.tp("ui.rail.step", &[("n", &n), ("of", &of)])}</p>
                    <button type="button" class="btn small" data-action="menu" aria-expanded={self.menu.to_string()} onclick={link.callback(|_| Msg::Toggle)}>
                        <span>{ui.t("ui.rail.all")}</span>{icon(icon::DOWN)}
                    </button>
                </div>
                <progress class="track" max={of} value={n} aria-label={ui.t("ui.rail")}></progress>
                {list}
            </nav>
        }
    }

    fn page(&self, ctx: &Context<Self>, ui: &Ui, definition: &Rc<Definition>) -> Html {
        let link = ctx.link();
        let go = |screen: Screen| link.callback(move |_: MouseEvent| Msg::Go(screen));
        match self.screen {
            Screen::Overview => {
                let start = html! {
                    <>
                        {button("btn primary big", "start", icon::NEXT, ui.t("ui.start"), go(Screen::Records))}
                        {self.open_button(ctx, ui)}
                    </>
                };
                overview::view(ui, definition, start)
            }
            Screen::Records => html! {
                <>
                    <p class="lead">{ui.t("ui.records.lead")}</p>
                    <Records ui={ui.clone()} />
                    {self.turn(ctx, ui, definition)}
                </>
            },
            Screen::Casting => html! { <>{casting::view(ui)}{self.turn(ctx, ui, definition)}</> },
            Screen::Step(at) => html! {
                <>
                    if let Some(step) = definition.steps.get(at) { {steps::view(ui, definition, step)} }
                    {self.turn(ctx, ui, definition)}
                </>
            },
            Screen::Review => {
                let to = link.callback(Msg::GoTo);
                let buttons = html! {
                    <section class="block finish" aria-labelledby="finish-title">
                        <h3 id="finish-title">{ui.t("ui.finish.title")}</h3>
                        <p class="quiet">{ui.t("ui.finish.help")}</p>
                        <div class="row-buttons">
                            {button("btn primary big", "submit", icon::CHECK, ui.t("ui.submit"), link.callback(|_| Msg::Submit))}
                            {button("btn", "export", icon::SAVE, ui.t("ui.export"), link.callback(|_| Msg::Save))}
                            {button("btn", "print-view", icon::PRINT, ui.t("ui.print"), go(Screen::Print))}
                        </div>
                    </section>
                };
                let review = watch(ui, move |ui| review::view(ui, &to, buttons.clone()));
                html! { <>{review}{self.turn(ctx, ui, definition)}</> }
            }
            Screen::Print => html! {
                <>
                    <p class="lead">{ui.t("ui.print.lead")}</p>
                    <div class="row-buttons">
                        {button("btn primary", "print", icon::PRINT, ui.t("ui.print.now"), link.callback(|_| Msg::Print))}
                        {button("btn", "back", icon::BACK, ui.t("ui.print.back"), go(Screen::Review))}
                    </div>
                    {printed::view(ui)}
                </>
            },
        }
    }

    /// Opens a saved dossier.
    fn open_button(&self, ctx: &Context<Self>, ui: &Ui) -> Html {
        let choose = {
            let file = self.file.clone();
            Callback::from(move |_: MouseEvent| {
                if let Some(input) = file.cast::<web_sys::HtmlElement>() {
                    input.click();
                }
            })
        };
        let onchange = ctx.link().batch_callback(|event: Event| {
            let input = event.target_unchecked_into::<web_sys::HtmlInputElement>();
            let file = input.files().and_then(|f| f.item(0));
            input.set_value("");
            file.map(Msg::Open)
        });
        html! {
            <>
                {button("btn big", "open", icon::FOLDER, ui.t("ui.open"), choose)}
                <input type="file" class="hidden" tabindex="-1" accept=".json,application/json" aria-label={ui.t("ui.open")}
                    data-action="dossier-file" ref={self.file.clone()} {onchange} />
            </>
        }
    }

    /// Back and on.
    fn turn(&self, ctx: &Context<Self>, ui: &Ui, definition: &Definition) -> Html {
        let screens = screens(definition);
        let at = screens.iter().position(|s| *s == self.screen).unwrap_or(0);
        let go = |screen: Screen| ctx.link().callback(move |_: MouseEvent| Msg::Go(screen));
        let back = at.checked_sub(1).and_then(|i| screens.get(i)).copied();
        let next = screens.get(at + 1).copied();
        html! {
            <div class="turn">
                if let Some(next) = next {
                    <button type="button" class="btn primary big" data-action="next" onclick={go(next)}>
                        <span>{ui.t(if next == Screen::Review { "ui.to-review" } else { "ui.next" })}</span>{icon(icon::NEXT)}
                    </button>
                }
                if let Some(back) = back { {button("btn big ghost", "back", icon::BACK, ui.t("ui.back"), go(back))} }
            </div>
        }
    }
}

fn ui_of(props: &AppProps) -> Ui {
    Ui { store: props.store.clone(), lang: props.lang.clone() }
}

fn import_text(ui: &Ui, error: &crate::dossier::ImportError) -> String {
    use crate::dossier::ImportError as E;
    match error {
        E::NotADossier => ui.t(error.code()).to_owned(),
        E::Newer { found } => ui.tp(error.code(), &[("found", &found.to_string())]),
        E::OtherProcedure { found } => ui.tp(error.code(), &[("found", found)]),
        E::Damaged { pointer } => ui.tp(error.code(), &[("pointer", pointer)]),
    }
}

/// The pages in order.
fn screens(definition: &Definition) -> Vec<Screen> {
    let mut all = vec![Screen::Overview, Screen::Records, Screen::Casting];
    all.extend((0..definition.steps.len()).map(Screen::Step));
    all.push(Screen::Review);
    all
}

fn screen_name(screen: Screen) -> &'static str {
    match screen {
        Screen::Overview => "overview",
        Screen::Records => "records",
        Screen::Casting => "casting",
        Screen::Step(_) => "step",
        Screen::Review => "review",
        Screen::Print => "print",
    }
}

/// The step that has a box.
fn step_of(definition: &Definition, path: &Path) -> Option<usize> {
    let (ix, field) = definition.field_at(path)?;
    let ix = field.group.unwrap_or(ix);
    definition.steps.iter().position(|step| step.sections.iter().any(|s| s.fields.contains(&ix)))
}

/// A mounted interface.
pub struct AppHandle {
    handle: yew::AppHandle<App>,
    props: AppProps,
}

/// Mounts the interface on an element (a `<div>` in the shadow root, whose style sheet is adopted by the caller).
///
/// A panic hook, if one is wanted, must have been set by `yew::set_custom_panic_hook` before.
pub fn mount(root: web_sys::Element, props: AppProps) -> AppHandle {
    let handle = yew::Renderer::<App>::with_root_and_props(root, props.clone()).render();
    AppHandle { handle, props }
}

impl AppHandle {
    /// Changes the language; nothing that was typed is lost.
    pub fn set_lang(&mut self, lang: &str) {
        self.props.lang = AttrValue::from(lang.to_owned());
        self.handle.update(self.props.clone());
    }

    /// The dossier.
    pub fn store(&self) -> &Store {
        &self.props.store
    }

    /// Takes the interface down.
    pub fn destroy(self) {
        self.handle.destroy();
    }
}
