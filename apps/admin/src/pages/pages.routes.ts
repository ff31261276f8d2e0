import type { Routes } from '@angular/router';
import { PageEditor } from './page-editor';
import { PageList } from './page-list';
import { confirmUnsavedChanges } from './unsaved-changes.guard';

export const pagesRoutes: Routes = [
  { path: '', title: 'Shop pages', component: PageList },
  { path: ':id', title: 'Shop page', component: PageEditor, canDeactivate: [confirmUnsavedChanges] },
];
