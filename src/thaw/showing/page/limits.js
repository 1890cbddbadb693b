// What a simulation can and cannot show; both pages say the same.
export const LIMITS = [
  "It can show what a theory implies once it is written down whole, on people who resemble those of the country in what was counted. It cannot show what happened; for that there is the record, and its sources may err as well.",
  "A single run is one course among many that the theory allows. Another seed gives another course, as good as this one. To judge a theory look at the bands of all its runs.",
  "A band says how far runs of one theory lie apart. It does not say how probable that theory is, nor how far its numbers can be trusted.",
  "That a curve resembles the record proves no theory: another may resemble it as well. Which of them the record favours, and whether it can tell them apart at all, is asked by a comparison of them all.",
  "A what-if tells what changes within the theory, with the same people and luck. It is no forecast and no advice.",
  "Where the record is silent, either nothing happened or nobody wrote it down; the two look alike here.",
];
