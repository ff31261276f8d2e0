import type { Routes } from '@angular/router';
import { OrderList } from './orders/order-list';
import { OrderPage } from './orders/order-page';

/** The everyday pages share one bundle: split up, every component they share would be one more file to load. */
export const mainRoutes: Routes = [
  { path: 'orders', title: 'Orders', component: OrderList },
  { path: 'orders/:id', title: 'Order', component: OrderPage },
  {
    path: 'products',
    title: 'Products & sync',
    // Opened less often than the pages above.
    loadComponent: () => import('./products/products').then((m) => m.Products),
  },
  // Rarely opened.
  { path: '', loadChildren: () => import('./admin.routes').then((m) => m.adminRoutes) },
];
