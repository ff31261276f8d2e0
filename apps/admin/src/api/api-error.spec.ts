import { unreachableError, errorFromResponse } from './api-error';

describe('a refusal', () => {
  it('carries the problem’s sentence and what is wrong with each field', () => {
    const errors = [{ field: 'city', message: 'too short' }];
    const refusal = errorFromResponse(
      400,
      JSON.stringify({ status: 400, detail: 'This field is not right: city.', errors }),
    );
    expect([refusal.detail, refusal.errors]).toEqual(['This field is not right: city.', errors]);
  });

  it.each(['', 'null', '<html>', '{"errors":"all"}', '[]'])(
    'has a sentence of its own where %s came instead',
    (body) => {
      const { detail, errors } = errorFromResponse(502, body);
      expect([detail, errors]).toEqual(['Daybook could not answer. Your data is safe; try again in a moment.', []]);
    },
  );

  it('is uncertain whether the request was carried out only when there was no clear response', () => {
    expect(
      [unreachableError(), errorFromResponse(504, ''), errorFromResponse(409, ''), errorFromResponse(400, '')].map(
        (why) => why.isUncertain,
      ),
    ).toEqual([true, true, false, false]);
  });
});
