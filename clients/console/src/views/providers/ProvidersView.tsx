import { NEW, type Route } from "../../state/route";
import { NewProvider } from "./NewProvider";
import { ProviderList } from "./ProviderList";
import { ProviderPage } from "./ProviderPage";

/** The providers of an area, one of them, or somebody new. */
export default function ProvidersView({ route }: { readonly route: Route }) {
  if (route.id === NEW) return <NewProvider route={route} />;
  return route.id === null ? <ProviderList route={route} /> : <ProviderPage key={route.id} route={route} providerId={route.id} />;
}
