import { attentionLabel, badgeText } from './badge';

describe('the badge', () => {
  it('is hidden at nothing', () => {
    expect(badgeText(0)).toBeNull();
  });

  it('shows the number up to 99', () => {
    expect([badgeText(1), badgeText(99)]).toEqual(['1', '99']);
  });

  it('stops counting past 99', () => {
    expect([badgeText(100), badgeText(4000)]).toEqual(['99+', '99+']);
  });

  it('says in words what the number means', () => {
    expect([attentionLabel(1), attentionLabel(3), attentionLabel(100)]).toEqual([
      '1 needs attention',
      '3 need attention',
      '99+ need attention',
    ]);
  });
});
