import type { Routes } from '@angular/router';
import { OrderList } from './order-list';
import { OrderPage } from './order-page';

export const orderRoutes: Routes = [
  { path: '', title: 'Orders', component: OrderList },
  { path: ':id', title: 'Order', component: OrderPage },
];
