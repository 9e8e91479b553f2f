//! The real desktop window, driven through WebKitWebDriver as a person would: by what controls
//! are called.
//!
//! Refuses: selectors of looks. A control is found by its role and accessible name.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, ClientBuilder};
use serde_json::json;

use crate::binaries;
use crate::display::Display;
use crate::home::Home;

/// Finds the visible control with a role and a name. Runs inside the page.
const FIND: &str = include_str!("find.js");

/// The name WebDriver gives to an element in JSON (W3C WebDriver, "Elements").
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The desktop app in its window.
#[derive(Debug)]
pub struct Desktop {
    driver: Child,
    /// Process ids.
    apps: Vec<String>,
    /// The WebDriver session.
    pub page: Client,
}

impl Desktop {
    /// Starts the app on a display, in a home.
    pub async fn start(display: &Display, home: &Home) -> Self {
        Self::start_program(&binaries::program("latchkey-desktop"), display, home, &[]).await
    }

    /// Starts the app that lies somewhere, with more in its environment.
    pub async fn start_program(
        app: &Path,
        display: &Display,
        home: &Home,
        environment: &[(&str, &str)],
    ) -> Self {
        let port = free_port();
        let before = home.running(app);
        let mut command = Command::new("WebKitWebDriver");
        home.apply(&mut command)
            .arg(format!("--port={port}"))
            .env("DISPLAY", display.name())
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .stderr(log_file(home));
        let driver = command.spawn().expect("WebKitWebDriver starts; ./dev install brings it");
        let options = json!({ "binary": app, "args": [] });
        let caps = [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect();
        let url = format!("http://127.0.0.1:{port}");
        let deadline = Instant::now() + Duration::from_secs(40);
        loop {
            let mut builder = ClientBuilder::rustls().expect("a TLS provider");
            match builder.capabilities(Clone::clone(&caps)).connect(&url).await {
                Ok(page) => {
                    let mut apps = home.running(app);
                    apps.retain(|one| !before.contains(one));
                    return Self { driver, apps, page };
                }
                Err(error) if Instant::now() > deadline => panic!("no window: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// Waits for a control.
    pub async fn find(&self, role: &str, name: &str) -> Element {
        self.find_within(role, name, Duration::from_secs(20)).await
    }

    /// Waits so long for a control.
    pub async fn find_within(&self, role: &str, name: &str, wait: Duration) -> Element {
        let deadline = Instant::now() + wait;
        loop {
            if let Some(found) = self.look(role, name).await {
                return found;
            }
            if Instant::now() > deadline {
                let text = self.text().await;
                panic!("no {role} “{name}” on the screen, which says:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Whether a control is there now.
    pub async fn look(&self, role: &str, name: &str) -> Option<Element> {
        let args = vec![json!(role), json!(name)];
        let found = self.page.execute(FIND, args).await.ok()?;
        let id = found.get(ELEMENT_KEY)?.as_str()?.to_owned();
        Some(Element::from_element_id(self.page.clone(), ElementRef::from(id)))
    }

    /// Presses a button, link, tab or switch. One that is drawn anew or covered at that moment is
    /// tried again, as a person would.
    pub async fn press(&self, role: &str, name: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let control = self.find(role, name).await;
            let Err(error) = self.pressable(control, role).await.click().await else { return };
            assert!(Instant::now() < deadline, "{role} “{name}”: {error:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Where a person presses: radio buttons are drawn by their labels.
    async fn pressable(&self, control: Element, role: &str) -> Element {
        if role != "radio" {
            return control;
        }
        let script = "return arguments[0].closest('label')";
        let this = json!({ ELEMENT_KEY: control.element_id().to_string() });
        let label = self.page.execute(script, vec![this]).await.unwrap();
        let id = label[ELEMENT_KEY].as_str().expect("a radio button has a label").to_owned();
        Element::from_element_id(self.page.clone(), ElementRef::from(id))
    }

    /// Types into a field, after emptying it.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find("textbox", name).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// What the screen says.
    pub async fn text(&self) -> String {
        let said = self.page.execute("return document.body.innerText", vec![]).await;
        said.ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Waits until the screen says this.
    pub async fn says(&self, words: &str) {
        self.says_within(words, Duration::from_secs(30)).await;
    }

    /// Waits so long until the screen says this.
    pub async fn says_within(&self, words: &str, wait: Duration) {
        let deadline = Instant::now() + wait;
        loop {
            let text = self.text().await;
            if text.contains(words) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "“{words}” is not on the screen, which says:\n{text}"
            );
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// Waits until a control can be pressed.
    pub async fn enabled(&self, role: &str, name: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if self.find(role, name).await.is_enabled().await.unwrap_or(false) {
                return;
            }
            let text = self.text().await;
            assert!(
                Instant::now() < deadline,
                "{role} “{name}” stays off; the screen says:\n{text}"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits for a failure on the screen and reads it out.
    pub async fn alert(&self) -> String {
        let alert = self.find("alert", "").await;
        let text = alert.text().await.unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What hovers over the thing that says exactly this; waits until it is there.
    pub async fn title_of(&self, words: &str) -> String {
        let script = "const [words] = arguments; const clean = (t) => t.replace(/\\s+/g, ' ').trim(); \
                      return [...document.querySelectorAll('[title]')] \
                      .find((e) => clean(e.textContent) === words)?.title ?? null";
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let found = self.page.execute(script, vec![json!(words)]).await;
            if let Some(title) = found.ok().and_then(|v| v.as_str().map(str::to_owned)) {
                return title;
            }
            let text = self.text().await;
            assert!(Instant::now() < deadline, "nothing says “{words}”; the screen says:\n{text}");
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// What an element that the page marks with an attribute carries: `data-value`, or the text of
    /// `[data-field=token]`.
    pub async fn marked(&self, selector: &str) -> String {
        let script = "const e = document.querySelector(arguments[0]); \
                      return e ? e.getAttribute('data-value') ?? e.textContent.trim() : null";
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let found = self.page.execute(script, vec![json!(selector)]).await;
            if let Some(value) = found.ok().and_then(|v| v.as_str().map(str::to_owned)) {
                return value;
            }
            let text = self.text().await;
            assert!(Instant::now() < deadline, "no {selector} on the screen, which says:\n{text}");
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// Saves the page as PNG, once its typefaces are there and nothing moves any more.
    pub async fn screenshot(&self, file: &Path) {
        let script = "const done = arguments[arguments.length - 1]; \
                      const still = () => document.getAnimations().some((a) => a.playState === 'running'); \
                      const look = (left) => still() && left > 0 ? setTimeout(look, 50, left - 1) \
                      : requestAnimationFrame(() => requestAnimationFrame(() => done(true))); \
                      document.fonts.ready.then(() => look(40))";
        let _settled = self.page.execute_async(script, vec![]).await.unwrap();
        let png = self.page.screenshot().await.unwrap();
        std::fs::write(file, png).unwrap();
    }

    /// Closes the window and waits for the app to end.
    pub async fn close(self) {
        let _closed = self.page.clone().close().await;
        self.ended().await;
    }

    /// Kills the app, as a power cut would, and waits for its end.
    pub async fn kill(self) {
        for app in &self.apps {
            let _killed = Command::new("kill").args(["-9", app]).status();
        }
        self.ended().await;
    }

    async fn ended(&self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while self.apps.iter().any(|app| lives(app)) {
            assert!(Instant::now() < deadline, "the app does not end");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Whether any thread of a process has not ended yet; its files are closed only with the last.
fn lives(process: &str) -> bool {
    let threads =
        std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let stat = threads.map(|thread| std::fs::read_to_string(thread.path().join("stat")));
    stat.flatten().any(|stat| stat.rsplit(')').next().is_some_and(|rest| !rest.starts_with(" Z")))
}

/// A port nobody listens on now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Where the app's own words go: into its home.
fn log_file(home: &Home) -> Stdio {
    let path = home.path().join("desktop.log");
    Stdio::from(std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap())
}

impl Drop for Desktop {
    /// A test that failed leaves no app behind.
    fn drop(&mut self) {
        for app in &self.apps {
            let _ended = Command::new("kill").arg(app).stderr(Stdio::null()).status();
        }
        let _gone = self.driver.kill().and_then(|()| self.driver.wait());
    }
}
