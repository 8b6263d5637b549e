import type { Route } from "../../state/route";
import { ProviderList } from "./ProviderList";
import { ProviderPage } from "./ProviderPage";

/** The providers of an area, or one of them. */
export default function ProvidersView({ route }: { readonly route: Route }) {
  return route.id === null ? <ProviderList route={route} /> : <ProviderPage key={route.id} route={route} providerId={route.id} />;
}
