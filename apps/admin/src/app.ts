import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { PageFailureNotice } from './shell/page-failure';

@Component({
  selector: 'app-root',
  imports: [PageFailureNotice, RouterOutlet],
  template: '<app-page-failure /><router-outlet />',
})
export class App {}
