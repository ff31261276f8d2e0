import type { Request, Response } from 'express';
import type { ProblemException } from './problem.js';

/** Shows a problem as a page where somebody with a browser ran into it. */
export abstract class ErrorPages {
  /** Whether a page is the right answer here. */
  abstract isFor(request: Request): boolean;
  abstract send(request: Request, response: Response, problem: ProblemException): Promise<void>;
}
