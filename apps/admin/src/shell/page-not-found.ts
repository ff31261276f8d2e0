import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Notice } from '../ui/notice';

@Component({
  imports: [Notice, RouterLink],
  template: `
    <h1 tabindex="-1">Page not found</h1>
    <app-notice icon="search" heading="There is no page at this address" text="The link may be old or incomplete.">
      <a routerLink="/activity">Go to Activity</a>
    </app-notice>
  `,
})
export class PageNotFound {}
