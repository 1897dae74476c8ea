// The browser application: providers, and the page of each path. Start at `App`; web/README.md says how pages are made.
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-aria-components';
import { Route, Switch, useLocation } from 'wouter';
import { followServer } from './data/events/live.ts';
import { newQueryClient, useMe, useStore } from './data/queries/queries.ts';
import { keys } from './data/queries/keys.ts';
import { refusedCount, signIn } from './data/requests/session.ts';
import { ActionProvider } from './features/actions/ActionProvider.tsx';
import { PageKeys } from './features/keys/PageKeys.tsx';
import { PageBoundary } from './features/shell/PageBoundary.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { chosenLanguage, isLanguage } from './i18n/languages.ts';
import { TextProvider, useTexts } from './i18n/TextProvider.tsx';
import { followPreferences, preferences } from './lib/browser/stored-preferences.ts';
import { routes } from './lib/paths.ts';
import { allowNoMarkup } from './lib/browser/trusted-markup.ts';
import { NotFound } from './pages/not-found/NotFound.tsx';
import { Now } from './pages/now/Now.tsx';
import { Skeleton } from './ui/display/Panel.tsx';
import { ToastProvider } from './ui/overlays/Toasts.tsx';
import './ui/tokens.css';
import './ui/base.css';

const Films = lazy(() => import('./pages/films/Films.tsx'));
const Film = lazy(() => import('./pages/film/Film.tsx'));
const Quality = lazy(() => import('./pages/quality/Quality.tsx'));
const Print = lazy(() => import('./pages/print/Print.tsx'));
const Wall = lazy(() => import('./pages/wall/Wall.tsx'));
const Clients = lazy(() => import('./pages/clients/Clients.tsx'));
const Account = lazy(() => import('./pages/account/Account.tsx'));
const System = lazy(() => import('./pages/system/System.tsx'));

const SignIn = lazy(async () => ({ default: (await import('./features/session/SignIn.tsx')).SignIn }));

allowNoMarkup();
followPreferences();
const client = newQueryClient();

// Pages other than the first are loaded when they are opened.
const Printers = lazy(async () => ({ default: (await import('./pages/printers/Printers.tsx')).Printers }));

const AddPrinter = lazy(async () => ({
  default: (await import('./pages/printers/setup/AddPrinter.tsx')).AddPrinter,
}));

function Pages() {
  const [location] = useLocation();
  const { t, isComplete } = useTexts();
  // The texts of further pages come a moment after those of the first.
  const waits = !isComplete && location !== routes.now;
  const waiting = <Skeleton rows={8} label={t('shell.loading')} />;
  // The wall fills the screen and has no navigation.
  if (location === routes.wall) return <PageBoundary>{waits ? waiting : <Wall />}</PageBoundary>;
  return (
    <Shell>
      <PageKeys />
      <PageBoundary>
        {waits ? (
          waiting
        ) : (
          <Switch>
            <Route path={routes.now}>
              <Now />
            </Route>
            <Route path={routes.addPrinter}>
              <AddPrinter />
            </Route>
            <Route path={`${routes.printers}/:aeTitle?/:part?`}>
              <Printers />
            </Route>
            <Route path={`${routes.quality}/:aeTitle?/:medium?`}>
              <Quality />
            </Route>
            <Route path={routes.films}>
              <Films />
            </Route>
            <Route path={routes.print}>
              <Print />
            </Route>
            <Route path={routes.film}>{({ id }) => <Film key={id} id={id} />}</Route>
            <Route path={`${routes.clients}/:aeTitle?`}>
              {({ aeTitle }) => <Clients aeTitle={aeTitle} />}
            </Route>
            <Route path={routes.account}>
              <Account />
            </Route>
            <Route path={`${routes.system}/:part?`}>{({ part }) => <System part={part} />}</Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        )}
      </PageBoundary>
    </Shell>
  );
}

/** If a token is needed, the page asks for it before it follows events. */
function Signed() {
  const state = useStore(signIn);
  const isSigned = state === 'not-needed';
  const refused = useStore(refusedCount);
  // What was refused may have been permitted when the page was opened.
  useEffect(() => {
    if (refused > 0) void client.invalidateQueries({ queryKey: keys.me, exact: true });
  }, [refused]);
  useEffect(() => (isSigned ? followServer(client) : undefined), [isSigned]);
  return isSigned ? (
    <Pages />
  ) : (
    <Suspense>
      <SignIn />
    </Suspense>
  );
}

function Providers() {
  const { t } = useTexts();
  return (
    <ToastProvider label={t('toasts.name')} closeLabel={t('action.close')}>
      <ActionProvider>
        <Signed />
      </ActionProvider>
    </ToastProvider>
  );
}

/** The texts in the language of the user, with times in the time zone of the server. */
function Texted() {
  const { language } = useStore(preferences);
  const timeZone = useMe().data?.timeZone;
  const chosen = language !== null && isLanguage(language) ? language : chosenLanguage(navigator.languages);
  return (
    <TextProvider language={chosen} timeZone={timeZone}>
      <Providers />
    </TextProvider>
  );
}

function App() {
  const { theme } = useStore(preferences);
  const [, navigate] = useLocation();
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return (
    <QueryClientProvider client={client}>
      <RouterProvider navigate={navigate}>
        <Texted />
      </RouterProvider>
    </QueryClientProvider>
  );
}

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
