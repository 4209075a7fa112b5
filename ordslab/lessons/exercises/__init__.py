"""The exercises, a file a lesson: what the learner makes on their own, under names that the lessons don't use."""
