//! Running other programs: every failure says which command line failed, and how.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// What went wrong, in words for the person at the terminal.
#[derive(Debug)]
pub struct Error {
    message: String,
    /// Whether the command line was wrong, and not what it asked for.
    pub usage: bool,
}

/// The outcome of everything that may fail here.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), usage: false }
    }

    /// An error in how xtask was called.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), usage: true }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

/// Adds what was being done to an I/O error.
pub fn doing<'a>(what: &'a str, path: &'a Path) -> impl Fn(io::Error) -> Error + 'a {
    move |error| Error::new(format!("cannot {what} {}: {error}", path.display()))
}

/// A command to run.
pub struct Cmd(Command);

impl Cmd {
    /// The program with these arguments.
    pub fn new<S: AsRef<OsStr>>(
        program: impl AsRef<OsStr>,
        args: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut command = Command::new(program);
        command.args(args);
        Self(command)
    }

    /// Adds arguments.
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.0.args(args);
        self
    }

    /// Runs it in this directory.
    pub fn dir(mut self, dir: &Path) -> Self {
        self.0.current_dir(dir);
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(name, value);
        self
    }

    /// Sets environment variables.
    pub fn envs(mut self, vars: &[(String, OsString)]) -> Self {
        self.0.envs(vars.iter().map(|(name, value)| (name, value)));
        self
    }

    /// Takes an environment variable away.
    pub fn without(mut self, name: &str) -> Self {
        self.0.env_remove(name);
        self
    }

    /// Runs it to its end with this terminal.
    pub fn run(mut self) -> Result<()> {
        let status = self.0.status().map_err(|error| self.cannot_start(&error))?;
        self.check(status)
    }

    /// What it prints; nothing else is shown unless it fails.
    pub fn output(mut self) -> Result<String> {
        let output = self.0.output().map_err(|error| self.cannot_start(&error))?;
        let errors = String::from_utf8_lossy(&output.stderr);
        self.check(output.status)
            .map_err(|error| Error::new(format!("{error}\n{}", errors.trim())))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Runs it to its end and hands every line that it prints to `line`.
    pub fn each_line(mut self, mut line: impl FnMut(String)) -> Result<()> {
        self.0.stdout(Stdio::piped());
        let mut child = self.start()?;
        let stdout = child.stdout.take();
        for text in stdout.into_iter().flat_map(|out| BufReader::new(out).lines()) {
            line(text.map_err(|error| self.unreadable(&error))?);
        }
        let status = child.wait().map_err(|error| self.unreadable(&error))?;
        self.check(status)
    }

    /// Gives it a process group of its own, so that it can be ended together with its children.
    pub fn grouped(mut self) -> Self {
        self.0.process_group(0);
        self
    }

    /// Starts it.
    pub fn start(&mut self) -> Result<Child> {
        self.0.spawn().map_err(|error| self.cannot_start(&error))
    }

    fn cannot_start(&self, error: &io::Error) -> Error {
        Error::new(format!("cannot run `{self}`: {error}"))
    }

    fn unreadable(&self, error: &io::Error) -> Error {
        Error::new(format!("cannot follow `{self}`: {error}"))
    }

    fn check(&self, status: ExitStatus) -> Result<()> {
        if status.success() {
            return Ok(());
        }
        Err(Error::new(format!("`{self}` failed: {status}")))
    }
}

impl fmt::Display for Cmd {
    /// The command line, quoted where a shell needs it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", quoted(self.0.get_program()))?;
        self.0.get_args().try_for_each(|arg| write!(out, " {}", quoted(arg)))
    }
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    if word.is_empty() || word.contains([' ', '\'', '"', '$', '*', ';']) {
        return format!("'{}'", word.replace('\'', r"'\''"));
    }
    word.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_whole_command_and_its_status() {
        let error = Cmd::new("sh", ["-c", "exit 3"]).run().map_err(|error| error.to_string());
        assert_eq!(error, Err("`sh -c 'exit 3'` failed: exit status: 3".to_owned()));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = Cmd::new("no-such-program", [""]).output().map_err(|error| error.to_string());
        assert!(error.is_err_and(|text| text.starts_with("cannot run `no-such-program ''`: ")));
    }

    #[test]
    fn lines_arrive_in_order() {
        let mut lines = Vec::new();
        let done = Cmd::new("sh", ["-c", "echo a; echo b"]).each_line(|line| lines.push(line));
        assert!(done.is_ok());
        assert_eq!(lines, ["a", "b"]);
    }
}
