/** Something in the course's or the learner's files is not as it has to be: the message names the file and the mend. */
export class CourseError extends Error {
  override readonly name = 'CourseError';
}
