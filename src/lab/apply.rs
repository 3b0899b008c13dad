//! What each action does.

use super::history::{Choices, Moment};
use super::run::{AT_ONCE, Run};
use super::state::Goal;
use super::{Action, Jump, Lab, Refusal, Speed, StepBy};
use crate::kernel::Time;
use crate::plan::{Change, limits};
use crate::scenario::Scenario;

/// The most runs side by side.
const MOST_RUNS: usize = 4;

impl Lab {
    /// Does what the reader asks for, or says why not; then nothing has changed.
    pub fn apply(&mut self, action: Action) -> Result<(), Refusal> {
        let goal = self.goal;
        let done = self.dispatch(action);
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
            Action::Select(request) => {
                self.selected = request;
                self.selected_by_reader = request.is_some();
            }
            Action::Reset => self.reset(),
            Action::Undo => {
                let moment = self.history.undo(Self::moment(&self.runs, self.shown, self.playhead));
                self.restore(moment.ok_or(Refusal::NothingToUndo)?);
            }
            Action::Redo => {
                let moment = self.history.redo(Self::moment(&self.runs, self.shown, self.playhead));
                self.restore(moment.ok_or(Refusal::NothingToUndo)?);
            }
            Action::Open(slug) => *self = Self::open(&slug)?,
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
        self.keep_moment();
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
        let changes = old.changes().iter().filter(possible).copied().collect();
        let mut run = Run::new(scenario.clone(), seed, changes);
        run.forked_at = old.forked_at;
        *self.run_mut() = run;
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

    fn moment(runs: &[Run], shown: usize, playhead: Time) -> Moment {
        Moment { runs: runs.iter().map(Choices::of).collect(), shown, playhead }
    }

    fn keep_moment(&mut self) {
        self.history.keep(Self::moment(&self.runs, self.shown, self.playhead));
    }

    fn restore(&mut self, moment: Moment) {
        let mut old = std::mem::take(&mut self.runs).into_iter();
        self.runs = moment.runs.into_iter().map(|choices| choices.make(old.next(), AT_ONCE)).collect();
        self.show(moment.shown, moment.playhead);
    }
}

/// Whether a change is possible in a scenario.
fn check(change: Change, scenario: &Scenario) -> Result<(), Refusal> {
    if let Some((fault, why)) = change.impossible(&scenario.plan) {
        return Err(Refusal::Impossible(fault, why));
    }
    if change.fits(&scenario.plan) { Ok(()) } else { Err(Refusal::OutOfRange) }
}
