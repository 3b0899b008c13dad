//! What each action does.

use super::history::{Choices, Moment};
use super::run::{AT_ONCE, Run};
use super::state::Goal;
use super::{Action, Jump, Lab, MOST_RUNS, Refusal, Speed, StepBy, Visit};
use crate::kernel::Time;
use crate::plan::{Change, limits};
use crate::scenario::Scenario;

impl Lab {
    /// Does what the reader asks for, or says why not; then nothing has changed.
    pub fn apply(&mut self, action: Action) -> Result<(), Refusal> {
        let goal = self.goal;
        self.dropped.clear();
        let stays = stays_with_the_chain(&action);
        let done = self.dispatch(action);
        if done.is_ok() && !stays {
            self.visit = None;
        }
        if self.goal != goal {
            // Elsewhere, there is nothing to compare.
            self.made_with = None;
        }
        self.refresh();
        done
    }

    fn dispatch(&mut self, action: Action) -> Result<(), Refusal> {
        match action {
            Action::Pause => self.pause(),
            Action::TogglePlay if self.playing => self.pause(),
            Action::Play | Action::TogglePlay => self.play(),
            Action::Step(step) => return self.step(step),
            Action::Seek(at) => return self.go(Goal::At(at)),
            Action::Jump(jump) => return self.jump(jump),
            Action::SetSpeed(speed) => {
                if !limits::SPEED_PER_MILLE.contains(&speed.per_mille) {
                    return Err(Refusal::OutOfRange);
                }
                self.speed = speed;
                self.follows = false;
            }
            Action::SetPauseAt(pause_at) => self.pause_at = pause_at,
            Action::Change(change) => return self.change(change),
            Action::SetHosting(hosting) => {
                return self.restart(self.run().scenario.under(hosting).ok(), self.run().seed);
            }
            Action::SetLoad(load) => return self.restart(self.run().scenario.loaded(load).ok(), self.run().seed),
            Action::SetSeed(seed) => return self.restart(Some(self.run().scenario.clone()), seed),
            Action::Fork => return self.fork(),
            Action::ShowRun(index) => {
                if index >= self.runs.len() {
                    return Err(Refusal::NoSuchRun);
                }
                self.show(index, self.playhead);
            }
            Action::CloseRun(index) => {
                if self.runs.len() < 2 || index >= self.runs.len() {
                    return Err(Refusal::NoSuchRun);
                }
                self.keep_moment();
                self.runs.remove(index);
                // That after it, or the last.
                let shown = self.shown - usize::from(self.shown > index);
                self.show(shown.min(self.runs.len() - 1), self.playhead);
            }
            Action::Visit(link) => return self.visit(link),
            Action::Select(request) => {
                self.selected = request;
                self.selected_by_reader = request.is_some();
            }
            Action::Reset => self.reset(),
            Action::Undo => {
                let present = self.moment();
                let moment = self.history.undo(present);
                self.restore(moment.ok_or(Refusal::NothingToUndo)?);
            }
            Action::Redo => {
                let present = self.moment();
                let moment = self.history.redo(present);
                self.restore(moment.ok_or(Refusal::NothingToUndo)?);
            }
            Action::Open(slug) => {
                let mut opened = Self::open(&slug)?;
                self.keep_moment();
                (opened.history, opened.pause_at) = (std::mem::take(&mut self.history), self.pause_at);
                *self = opened;
            }
        }
        Ok(())
    }

    fn play(&mut self) {
        if self.playhead >= self.run().ends_at() {
            self.place(Time::ZERO);
            self.follows = true;
        }
        self.playing = true;
    }

    fn pause(&mut self) {
        self.playing = false;
        self.goal = None;
    }

    /// Goes somewhere and pauses; if there is no such place, nothing changes.
    fn go(&mut self, goal: Goal) -> Result<(), Refusal> {
        self.set_off(goal)?;
        self.playing = false;
        Ok(())
    }

    fn jump(&mut self, jump: Jump) -> Result<(), Refusal> {
        // A jump to a failure is about that failure.
        self.selected_by_reader &= !matches!(jump, Jump::First502 | Jump::Next502);
        self.go(match jump {
            Jump::Start => Goal::At(Time::ZERO),
            Jump::End => Goal::At(Time::MAX),
            Jump::First502 => Goal::Next502(None),
            Jump::Next502 => Goal::Next502(Some(self.playhead)),
        })
    }

    fn visit(&mut self, link: usize) -> Result<(), Refusal> {
        let (chain, back) = self.shown_chain().ok_or(Refusal::NoSuchLink)?;
        let at = chain.links.get(link).ok_or(Refusal::NoSuchLink)?.at;
        self.go(Goal::At(at))?;
        self.visit = Some(Visit { chain, link, back });
        Ok(())
    }

    fn step(&mut self, step: StepBy) -> Result<(), Refusal> {
        self.go(match step {
            StepBy::Next => Goal::NextRecord,
            StepBy::Previous => Goal::At(self.previous_record()),
        })
    }

    fn change(&mut self, change: Change) -> Result<(), Refusal> {
        let (run, at) = (self.run(), self.playhead);
        check(change, &run.scenario)?;
        // What is still done at this very instant about the same thing is replaced.
        let before =
            run.changes().iter().filter(|&&(then, other)| then < at || then == at && !other.same_thing(&change));
        let mut changes: Vec<(Time, Change)> = before.copied().collect();
        if changes.len() >= limits::MAX_CHANGES {
            return Err(Refusal::OutOfRange);
        }
        changes.push((at, change));
        let dropped = run.changes().iter().filter(|&&(then, _)| then > at).copied().collect();
        self.keep_moment();
        self.dropped = dropped;
        let run = self.run_mut();
        run.set_changes(changes);
        run.cut(at);
        self.place(at);
        Ok(())
    }

    /// The run that is shown, anew, at the same place in time.
    fn restart(&mut self, scenario: Option<Scenario>, seed: u64) -> Result<(), Refusal> {
        let scenario = scenario.ok_or(Refusal::OutOfRange)?;
        self.keep_moment();
        let old = self.run();
        let ends_at = scenario.plan.ends_at;
        let possible = |&&(at, change): &&(Time, Change)| at <= ends_at && check(change, &scenario).is_ok();
        let (changes, dropped) = old.changes().iter().partition(possible);
        let mut run = Run::new(scenario.clone(), seed, changes);
        run.forked_at = old.forked_at;
        *self.run_mut() = run;
        self.dropped = dropped;
        if !self.selected_by_reader {
            self.selected = None;
        }
        self.show(self.shown, self.playhead);
        Ok(())
    }

    fn fork(&mut self) -> Result<(), Refusal> {
        if self.runs.len() >= MOST_RUNS {
            return Err(Refusal::TooManyRuns);
        }
        self.keep_moment();
        let mut fork = self.run().clone();
        fork.cut(self.playhead);
        fork.forked_at = Some(self.playhead);
        self.runs.push(fork);
        self.show(self.runs.len() - 1, self.playhead);
        Ok(())
    }

    /// Shows a run at an instant, played up to there if necessary.
    fn show(&mut self, index: usize, at: Time) {
        self.shown = index;
        self.view = None;
        // A place within the run can always be reached.
        let _ = self.set_off(Goal::At(at));
    }

    fn reset(&mut self) {
        self.keep_moment();
        self.runs = vec![Run::new(self.scenario.clone(), self.scenario.seed(), Vec::new())];
        (self.shown, self.view, self.playing, self.follows) = (0, None, false, true);
        (self.selected, self.selected_by_reader) = (None, false);
        self.speed = Speed { per_mille: self.scenario.speed };
        self.go_to_opening();
    }

    fn moment(&self) -> Moment {
        Moment {
            scenario: (self.scenario.clone(), self.speed),
            runs: self.runs.iter().map(Choices::of).collect(),
            shown: self.shown,
            playhead: self.playhead,
            selected: (self.selected, self.selected_by_reader),
        }
    }

    fn keep_moment(&mut self) {
        let present = self.moment();
        self.history.keep(present);
    }

    fn restore(&mut self, moment: Moment) {
        let (scenario, speed) = moment.scenario;
        if scenario != self.scenario {
            self.twin_differs = scenario.twin_differs();
            (self.scenario, self.speed) = (scenario, speed);
        }
        (self.selected, self.selected_by_reader) = moment.selected;
        let mut old = std::mem::take(&mut self.runs).into_iter();
        self.runs = moment.runs.into_iter().map(|choices| choices.make(old.next(), AT_ONCE)).collect();
        self.show(moment.shown, moment.playhead);
    }
}

/// Whether the reader, who visits the moments of a chain, goes on doing so.
const fn stays_with_the_chain(action: &Action) -> bool {
    match action {
        Action::Visit(_)
        | Action::Play
        | Action::Pause
        | Action::TogglePlay
        | Action::Step(_)
        | Action::SetSpeed(_)
        | Action::SetPauseAt(_) => true,
        Action::Seek(_)
        | Action::Jump(_)
        | Action::Change(_)
        | Action::SetHosting(_)
        | Action::SetLoad(_)
        | Action::SetSeed(_)
        | Action::Fork
        | Action::ShowRun(_)
        | Action::CloseRun(_)
        | Action::Select(_)
        | Action::Reset
        | Action::Undo
        | Action::Redo
        | Action::Open(_) => false,
    }
}

/// Whether a change is possible in a scenario.
fn check(change: Change, scenario: &Scenario) -> Result<(), Refusal> {
    if let Some((fault, why)) = change.impossible(&scenario.plan) {
        return Err(Refusal::Impossible(fault, why));
    }
    if change.fits(&scenario.plan) { Ok(()) } else { Err(Refusal::OutOfRange) }
}
